using AlertResponder.Contracts;
using AlertResponder.ServiceDefaults;
using AlertResponder.TestKit;

namespace AlertResponder.Inspector.Allowlist.Tests;

public sealed class AllowlistInspectorTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    [Theory]
    [InlineData("ipaddr", "192.0.2.7", "192.0.2.7  # the scanner")]
    [InlineData("ipaddr", "203.0.113.200", "203.0.113.0/24")]
    [InlineData("ipaddr", "2001:db8:1::5", "2001:db8:1::/48")]
    [InlineData("domain", "example.org", "example.org")]
    [InlineData("domain", "mail.EXAMPLE.org", "example.org")]
    public async Task What_the_file_names_is_found_with_its_line(string type, string value, string line)
    {
        var result = await InspectAsync(type, value, "# ours", "", "192.0.2.7  # the scanner", "203.0.113.0/24", "2001:db8:1::/48", " example.org ");

        result.Outcome.Should().Be(InspectionOutcome.Found);
        result.Findings.Should().ContainSingle().Which.Should().BeEquivalentTo(new
        {
            Inspector = "allowlist",
            Title = $"known and good: {line}",
            Attribute = new { Type = type, Value = value },
            Kind = FindingKind.Host,
            Side = FindingSide.Allied,
        });
    }

    [Theory]
    [InlineData("ipaddr", "192.0.2.8")]
    [InlineData("ipaddr", "204.0.113.1")]
    [InlineData("domain", "org")]
    [InlineData("domain", "notexample.org")]
    [InlineData("domain", "example.org.evil.test")]
    [InlineData("domain", "")]
    [InlineData("ipaddr", "not an address")]
    public async Task What_it_does_not_name_is_unknown(string type, string value) =>
        (await InspectAsync(type, value, "192.0.2.7", "203.0.113.0/24", "example.org")).Outcome.Should().Be(InspectionOutcome.Unknown);

    [Fact]
    public void Lines_that_are_no_entry_are_all_told_by_their_numbers() =>
        Reading("192.0.2.7", "300.1.1.1/8", "# fine", "two words", "1", "010.0.0.1", "010.0.0.0/8").Should().Throw<StartupException>().WithMessage($"{_file}*line 2, 4, 5, 6, 7");

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData("/nowhere/at/all.txt")]
    public void File_that_cannot_be_read_is_told_with_its_setting(string? path) =>
        FluentActions.Invoking(() => Allowlist.Read(path)).Should().Throw<StartupException>().WithMessage("*Allowlist__File*");

    [Fact]
    public void File_of_the_sample_can_be_read() =>
        Allowlist.Read(Repository.File("samples/inspector-allowlist/allowlist.txt")).EntryFor("185.220.101.34").Should().NotBeNull();

    public void Dispose() => File.Delete(_file);

    private Task<AlertResponder.Inspection.InspectionResult> InspectAsync(string type, string value, params string[] lines) =>
        new AllowlistInspector(Reading(lines)()).InspectAsync(new InspectedAttribute { Type = type, Value = value }, TestContext.Current.CancellationToken);

    private Func<Allowlist> Reading(params string[] lines)
    {
        File.WriteAllLines(_file, lines);
        return () => Allowlist.Read(_file);
    }
}
