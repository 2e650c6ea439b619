using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Disk = System.IO.File;

namespace AlertResponder.Emitter.File.Tests;

public sealed class FileEmitterTests
{
    private static readonly Guid Id = new("0b8cf1c1-51b2-5c2e-8ec7-7f7b3b6f4a10");

    [Fact]
    public async Task Each_verdict_has_a_line_also_one_that_was_overtaken()
    {
        await using var world = await FileWorld.StartAsync();
        await TakeInAsync(world, Reports.Report(Id), Verdict(2, Severity.Urgent), Verdict(1, Severity.Unclassified), Verdict(3, Severity.Safe));

        world.Written(Id).Should().BeEquivalentTo("verdict 1", "verdict 2", "verdict 3");
        world.Lines.Should().Contain(
            $$"""{"severity":"urgent","title":"198[.]51[.]100[.]7 is performing SSH brute force attacks","reportId":"{{Id}}","verdict":2}""");
        world.Places.Values.Select(place => place.VerdictNumber).Should().Contain(3);
    }

    [Fact]
    public async Task Hostile_title_stays_within_its_line_and_stands_for_no_other_one()
    {
        await using var world = await FileWorld.StartAsync();
        var other = Guid.NewGuid();
        var title = $"\",\"reportId\":\"{other}\",\"verdict\":1}}\n{{\"severity\":\"safe\"\u2028\u001b[2J";
        await TakeInAsync(world, Verdict(1, Severity.Urgent) with { Title = title }, Verdict(1, Severity.Safe) with { ReportId = other });

        world.Lines.Should().HaveCount(2).And.OnlyContain(line => line.All(character => character >= ' ' && character <= '~'));
        world.Written(Id).Should().Equal("verdict 1");
        world.Written(other).Should().Equal("verdict 1");
    }

    [Fact]
    public async Task Line_that_was_cut_off_spoils_no_other_and_is_written_again()
    {
        await using var world = await FileWorld.StartAsync();
        await Disk.WriteAllTextAsync(world.FilePath, $$"""{"severity":"urgent","title":"x","reportId":"{{Id}}","ver""", TestContext.Current.CancellationToken);

        await TakeInAsync(world, Verdict(1, Severity.Urgent));

        world.Lines.Should().HaveCount(2);
        JsonDocument.Parse(world.Lines[1]).RootElement.GetProperty("verdict").GetInt32().Should().Be(1);
    }

    [Fact]
    public async Task Line_that_stands_there_already_is_not_written_again_though_the_ledger_is_a_new_one()
    {
        await using var world = await FileWorld.StartAsync();
        var line = $$"""{"severity":"urgent","title":"x","reportId":"{{Id}}","verdict":1}""";
        await Disk.WriteAllTextAsync(world.FilePath, line, TestContext.Current.CancellationToken);

        await TakeInAsync(world, Verdict(1, Severity.Urgent), Verdict(2, Severity.Safe));

        world.Lines.Should().HaveCount(2).And.HaveElementAt(0, line);
        world.Written(Id).Should().Equal("verdict 1", "verdict 2");
    }

    [Fact]
    public async Task File_that_another_process_has_is_written_once_it_is_free()
    {
        await using var world = await FileWorld.StartAsync();
        await using (new FileStream(world.FilePath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            await world.TakeInAsync(Verdict(1, Severity.Urgent));
            await world.SettleAsync(TimeSpan.FromSeconds(30));
        }

        world.Lines.Should().BeEmpty();
        await world.SettleAsync();

        world.Written(Id).Should().Equal("verdict 1");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("verdicts.jsonl")]
    [InlineData("/no/such/folder/verdicts.jsonl")]
    public void Path_that_names_no_file_is_refused_at_start(string? path)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("File:Path", path)]).Build();

        FluentActions.Invoking(() => new ServiceCollection().AddMassTransit(bus => bus.AddFileEmitter(configuration)))
            .Should().Throw<StartupException>().WithMessage($"File__Path is '{path}'*");
    }

    private static ReportDocument Verdict(int number, Severity severity) => Reports.Report(Id, version: number + 1, verdictNumber: number, severity);

    private static async Task TakeInAsync(FileWorld world, params ReportDocument[] reports)
    {
        foreach (var report in reports) await world.TakeInAsync(report);
        await world.SettleAsync();
    }
}
