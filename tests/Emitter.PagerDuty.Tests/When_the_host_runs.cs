using AlertResponder.Contracts;
using AlertResponder.FakeServices.PagerDuty;
using AlertResponder.TestKit;
using AlertResponder.TestKit.Postgres;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AlertResponder.Emitter.PagerDuty.Tests;

public sealed class When_the_host_runs() : EmitterHost((bus, configuration) => bus.AddPagerDutyEmitter(configuration))
{
    [Fact]
    public async Task Report_events_become_an_incident_that_links_the_report()
    {
        await using var pagerDuty = await FakePagerDuty.StartAsync();
        using var host = await StartAsync([.. Settings(pagerDuty), ("Reports:PublicUrl", "https://alerts.example")]);
        var (bus, id) = (host.Services.GetRequiredService<IBus>(), Guid.NewGuid());

        await bus.Publish(new ReportOpened { ReportId = id, AlertId = "a1", DocumentVersion = 1, VerdictNumber = 0, Report = Reports.Report(id) }, Stop);
        await PublishAsync(host, Reports.Report(id, version: 2, verdictNumber: 2, Severity.Urgent));
        await Patiently.UntilAsync(() => pagerDuty.Incidents is [{ Status: "triggered" }], "somebody is called");
        await PublishAsync(host, Reports.Report(id, version: 3, verdictNumber: 3, Severity.Safe));
        await Patiently.UntilAsync(() => pagerDuty.Incidents is [{ Status: "resolved" }], "it is resolved");

        pagerDuty.Incidents[0].Event["client_url"]!.GetValue<string>().Should().Be($"https://alerts.example/reports/{id}");
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task Alarm_waits_out_a_database_that_is_away()
    {
        await using var postgres = await LocalPostgres.StartAsync();
        await using var pagerDuty = await FakePagerDuty.StartAsync();
        using var host = await StartAsync(
            [.. Settings(pagerDuty), ("ConnectionStrings:Emitter", await postgres.CreateDatabaseAsync("emitter"))]);
        await PublishAsync(host, Reports.Report(Guid.NewGuid(), version: 1, verdictNumber: 1, Severity.Urgent));
        await Patiently.UntilAsync(() => pagerDuty.Incidents.Count == 1, "the first alarm");

        await postgres.StopAsync();
        var id = Guid.NewGuid();
        await PublishAsync(host, Reports.Report(id, version: 1, verdictNumber: 1, Severity.Urgent));
        await postgres.RestartAsync();

        await Patiently.UntilAsync(() => pagerDuty.Incidents.Count == 2, "the alarm that waited");
        pagerDuty.Incidents[1].DedupKey.Should().Be($"{id:D}");
        pagerDuty.Calls.Should().HaveCount(2);
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task Emitter_without_a_key_says_so_takes_no_messages_and_the_host_runs()
    {
        using var host = await StartAsync([]);

        await Patiently.UntilAsync(() => Logs.Lines.Any(line => line.Id == 1510 && line.Text.Contains("PagerDuty__RoutingKey not set")), "it says so");
        File.Exists(Path.Combine(Folder, "emitter-pagerduty.db")).Should().BeFalse();
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task Wrong_settings_stop_the_start_and_are_told_together()
    {
        var start = () => StartAsync([("PagerDuty:RoutingKey", "too-short"), ("PagerDuty:WritesPerHour", "0"), ("Reports:PublicUrl", "alerts")]);

        var fault = (await start.Should().ThrowAsync<OptionsValidationException>()).Which;
        fault.Failures.Should().HaveCount(3).And.Contain(failure => failure.StartsWith("Reports__PublicUrl is 'alerts'"));
        fault.ToString().Should().NotContain("too-short");
    }

    private static (string, string)[] Settings(FakePagerDuty pagerDuty) =>
        [("PagerDuty:RoutingKey", pagerDuty.RoutingKey), ("PagerDuty:BaseUrl", pagerDuty.BaseAddress.ToString())];
}
