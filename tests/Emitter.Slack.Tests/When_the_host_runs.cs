using AlertResponder.Contracts;
using AlertResponder.FakeServices.Slack;
using AlertResponder.ServiceDefaults;
using AlertResponder.TestKit;
using AlertResponder.TestKit.Postgres;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AlertResponder.Emitter.Slack.Tests;

public sealed class When_the_host_runs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("emitter").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Report_events_become_a_message_and_a_reply()
    {
        await using var slack = await StartSlackAsync();
        using var host = await StartAsync(new Capture(), [.. Settings(slack), ("Reports:PublicUrl", "https://alerts.example")]);
        var (bus, id) = (host.Services.GetRequiredService<IBus>(), Guid.NewGuid());

        await bus.Publish(new ReportOpened { ReportId = id, AlertId = "a1", DocumentVersion = 1, VerdictNumber = 0, Report = Reports.Report(id) }, Stop);
        await PublishAsync(bus, id, 2, Severity.Urgent);
        await Patiently.UntilAsync(() => slack.Messages.Count == 1, "the message");
        await PublishAsync(bus, id, 3, Severity.Safe);
        await Patiently.UntilAsync(() => slack.Messages is [{ Updates: 1 }, { ThreadTs: not null }], "update and reply");

        slack.Messages[0].Controls.Should().Equal($"<https://alerts.example/reports/{id}|The report>");
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task Message_waits_out_a_database_that_is_away()
    {
        await using var postgres = await LocalPostgres.StartAsync();
        await using var slack = await StartSlackAsync();
        using var host = await StartAsync(new Capture(), [.. Settings(slack), ("ConnectionStrings:Emitter", await postgres.CreateDatabaseAsync("emitter"))], migrate: true);
        var bus = host.Services.GetRequiredService<IBus>();
        await PublishAsync(bus, Guid.NewGuid(), 1, Severity.Urgent);
        await Patiently.UntilAsync(() => slack.Messages.Count == 1, "the first message");

        await postgres.StopAsync();
        await PublishAsync(bus, Guid.NewGuid(), 1, Severity.Urgent);
        await postgres.RestartAsync();

        await Patiently.UntilAsync(() => slack.Messages.Count == 2, "the message that waited");
        slack.Messages.Should().OnlyContain(message => message.ThreadTs == null);
        await host.StopAsync(Stop);
    }

    [Theory]
    [InlineData(null, null, "Slack__Token and Slack__Channel not set")]
    [InlineData("xoxb-x", null, "Slack__Channel not set")]
    [InlineData(null, "C0ALERTS", "Slack__Token not set")]
    public async Task Emitter_without_token_or_channel_says_so_takes_no_messages_and_the_host_runs(string? token, string? channel, string missing)
    {
        var logs = new Capture();
        using var host = await StartAsync(logs, [("Slack:Token", token ?? ""), ("Slack:Channel", channel ?? "")]);

        await Patiently.UntilAsync(() => logs.Lines.Any(line => line.Id == 1520 && line.Text.Contains(missing)), "it says so");
        File.Exists(Path.Combine(_folder, "emitter-slack.db")).Should().BeFalse();
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task Wrong_settings_stop_the_start_and_are_told_together()
    {
        var start = () => StartAsync(new Capture(), [("Slack:Token", "secret\n\u00e9"), ("Slack:Channel", "#alerts"), ("Reports:PublicUrl", "alerts")]);

        var fault = (await start.Should().ThrowAsync<OptionsValidationException>()).Which;
        fault.Failures.Should().HaveCount(3).And.Contain(failure => failure.StartsWith("Reports__PublicUrl is 'alerts'"));
        fault.ToString().Should().NotContain("secret");
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private static Task<FakeSlack> StartSlackAsync() => FakeSlack.StartAsync(options: new FakeSlackOptions { MessageInterval = TimeSpan.Zero });

    private static (string, string)[] Settings(FakeSlack slack) =>
        [("Slack:Token", slack.Token), ("Slack:Channel", "C0ALERTS"), ("Slack:BaseUrl", slack.BaseAddress.ToString()), ("Slack:WriteInterval", "0")];

    private static Task PublishAsync(IBus bus, Guid id, int version, Severity severity) => bus.Publish(
        new AlertReviewed
        {
            ReportId = id,
            AlertId = "a1",
            DocumentVersion = version,
            VerdictNumber = version,
            Report = Reports.Report(id, version, verdictNumber: version, severity),
        },
        Stop);

    private async Task<IHost> StartAsync(Capture logs, (string Key, string Value)[] settings, bool migrate = false)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)));
        builder.Logging.AddProvider(logs);
        builder.AddServiceDefaults();
        builder.Configuration["Data"] = _folder;
        builder.Configuration["Transport"] = "InMemory";
        builder.AddServiceBus(bus => bus.AddSlackEmitter(builder.Configuration));
        var host = builder.Build();
        if (migrate) await Database.DatabaseMigrationExtensions.MigrateDatabasesAsync(host.Services, Stop);
        await host.StartAsync(Stop);
        return host;
    }
}
