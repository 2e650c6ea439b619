using AlertResponder.Contracts;
using AlertResponder.FakeServices.Slack;
using AlertResponder.TestKit;
using AlertResponder.TestKit.Postgres;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AlertResponder.Emitter.Slack.Tests;

public sealed class When_the_host_runs() : EmitterHost((bus, configuration) => bus.AddSlackEmitter(configuration))
{
    [Fact]
    public async Task Report_events_become_a_message_and_a_reply()
    {
        await using var slack = await StartSlackAsync();
        using var host = await StartAsync([.. Settings(slack), ("Reports:PublicUrl", "https://alerts.example")]);
        var (bus, id) = (host.Services.GetRequiredService<IBus>(), Guid.NewGuid());

        await bus.Publish(new ReportOpened { ReportId = id, AlertId = "a1", DocumentVersion = 1, VerdictNumber = 0, Report = Reports.Report(id) }, Stop);
        await PublishAsync(host, Reports.Report(id, version: 2, verdictNumber: 2, Severity.Urgent));
        await Patiently.UntilAsync(() => slack.Messages.Count == 1, "the message");
        await PublishAsync(host, Reports.Report(id, version: 3, verdictNumber: 3, Severity.Safe));
        await Patiently.UntilAsync(() => slack.Messages is [{ Updates: 1 }, { ThreadTs: not null }], "update and reply");

        slack.Messages[0].Controls.Should().Equal($"<https://alerts.example/reports/{id}|The report>");
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task Message_waits_out_a_database_that_is_away()
    {
        await using var postgres = await LocalPostgres.StartAsync();
        await using var slack = await StartSlackAsync();
        using var host = await StartAsync([.. Settings(slack), ("ConnectionStrings:Emitter", await postgres.CreateDatabaseAsync("emitter"))]);
        await PublishAsync(host, Reports.Report(Guid.NewGuid(), version: 1, verdictNumber: 1, Severity.Urgent));
        await Patiently.UntilAsync(() => slack.Messages.Count == 1, "the first message");

        await postgres.StopAsync();
        await PublishAsync(host, Reports.Report(Guid.NewGuid(), version: 1, verdictNumber: 1, Severity.Urgent));
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
        using var host = await StartAsync([("Slack:Token", token ?? ""), ("Slack:Channel", channel ?? "")]);

        await Patiently.UntilAsync(() => Logs.Lines.Any(line => line.Id == 1520 && line.Text.Contains(missing)), "it says so");
        File.Exists(Path.Combine(Folder, "emitter-slack.db")).Should().BeFalse();
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task Wrong_settings_stop_the_start_and_are_told_together()
    {
        var start = () => StartAsync([("Slack:Token", "secret\n\u00e9"), ("Slack:Channel", "#alerts"), ("Reports:PublicUrl", "alerts")]);

        var fault = (await start.Should().ThrowAsync<OptionsValidationException>()).Which;
        fault.Failures.Should().HaveCount(3).And.Contain(failure => failure.StartsWith("Reports__PublicUrl is 'alerts'"));
        fault.ToString().Should().NotContain("secret");
    }

    private static Task<FakeSlack> StartSlackAsync() => FakeSlack.StartAsync(options: new FakeSlackOptions { MessageInterval = TimeSpan.Zero });

    private static (string, string)[] Settings(FakeSlack slack) =>
        [("Slack:Token", slack.Token), ("Slack:Channel", "C0ALERTS"), ("Slack:BaseUrl", slack.BaseAddress.ToString()), ("Slack:WriteInterval", "0")];
}
