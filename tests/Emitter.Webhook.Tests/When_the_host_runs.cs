using AlertResponder.Contracts;
using AlertResponder.FakeServices.Webhook;
using AlertResponder.ServiceDefaults;
using AlertResponder.TestKit;
using AlertResponder.TestKit.Postgres;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace AlertResponder.Emitter.Webhook.Tests;

public sealed class When_the_host_runs() : EmitterHost((bus, configuration) => bus.AddWebhookEmitter(configuration))
{
    [Fact]
    public async Task Target_that_hangs_holds_up_no_other()
    {
        await using var soc = await FakeWebhook.StartAsync();
        await using var hung = await FakeWebhook.StartAsync();
        await using var last = await FakeWebhook.StartAsync();
        hung.Always = WebhookFault.Hang();
        using var host = await StartAsync(
            [.. WebhookWorld.Target("hung", hung), ("Webhook:Targets:hung:Timeout", "120"), .. WebhookWorld.Target("soc", soc), .. WebhookWorld.Target("Z9", last)]);
        // More than a process has under way for one target.
        var reports = Enumerable.Range(0, 12).Select(_ => Reports.Report(Guid.NewGuid(), version: 2, verdictNumber: 1, Severity.Urgent)).ToList();

        await Task.WhenAll(reports.Select(report => PublishAsync(host, report)));

        foreach (var target in new[] { soc, last })
            await Patiently.UntilAsync(() => target.Deliveries.Count == 24, "each other target has both events of each report");
        await Patiently.UntilAsync(() => hung.Requests.Count == 8, "as many as may be are under way to the one that hangs");
        hung.Deliveries.Should().BeEmpty();
        soc.Deliveries.Concat(last.Deliveries).Select(delivery => delivery.Id).Should().OnlyHaveUniqueItems("each target has ids of its own");
        Directory.GetFiles(Folder, "*.db").Select(Path.GetFileName)
            .Should().BeEquivalentTo("emitter-webhook-soc.db", "emitter-webhook-hung.db", "emitter-webhook-z9.db");
        host.Services.GetRequiredService<IBusControl>().CheckHealth().Endpoints.Keys.Where(endpoint => endpoint.Contains("emitter"))
            .Should().ContainSingle("they share a queue").Which.Should().EndWith("emitter-webhook");
        await hung.DisposeAsync(); // ends the calls, which a stop would wait for
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task Target_that_is_added_later_hears_nothing_of_what_was_closed_before()
    {
        await using var soc = await FakeWebhook.StartAsync();
        await using var late = await FakeWebhook.StartAsync();
        var (closed, open) = (Reports.Report(Guid.NewGuid(), version: 2) with { Status = ReportStatus.Closed }, Reports.Report(Guid.NewGuid()));
        // A flow of its own: MassTransit keeps the logger of a host in it, also of one that has ended.
        await Task.Run(
            async () =>
            {
                using var before = await StartAsync([.. WebhookWorld.Target("soc", soc)]);
                await PublishAsync(before, closed);
                await PublishAsync(before, open);
                await Patiently.UntilAsync(() => soc.Deliveries.Count == 3, "the first target has all");
                await before.StopAsync(Stop);
            }, Stop);

        using var host = await StartAsync([.. WebhookWorld.Target("soc", soc), .. WebhookWorld.Target("late", late)]);
        await PublishAsync(host, Reports.Report(open.ReportId, version: 3, verdictNumber: 1, Severity.Safe));

        await Patiently.UntilAsync(() => late.Deliveries.Count == 2 && soc.Deliveries.Count == 4, "the verdict is with both");
        late.Deliveries.Select(WebhookWorld.Label).Should().Equal("opened", "verdict 1");
        late.Deliveries.Should().OnlyContain(delivery => delivery.Data.GetProperty("reportId").GetGuid() == open.ReportId);
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task Events_outlast_an_outage_of_the_database()
    {
        await using var postgres = await LocalPostgres.StartAsync(durable: false);
        await using var soc = await FakeWebhook.StartAsync();
        using var host = await StartAsync([.. WebhookWorld.Target("soc", soc), ("ConnectionStrings:Emitter", await postgres.CreateDatabaseAsync())]);
        var health = host.Services.GetRequiredService<HealthCheckService>();
        var ids = Enumerable.Range(0, 5).Select(_ => Guid.NewGuid()).ToList();
        await PublishAsync(host, Reports.Report(ids[0]));
        await Patiently.UntilAsync(() => soc.Deliveries.Count == 1, "the first event is sent");

        await postgres.KillAsync();
        var published = ids.Select(id => PublishAsync(host, Reports.Report(id, version: 2, verdictNumber: 1, Severity.Urgent))).ToList();
        await Patiently.UntilAsync(
            async () => (await health.CheckHealthAsync(Stop)).Status != HealthStatus.Healthy, "the outage is noticed");
        await postgres.RestartAsync();
        await Task.WhenAll(published);

        await Patiently.UntilAsync(() => soc.Deliveries.Count == 10, "every event is sent");
        soc.Deliveries.Select(delivery => (delivery.Data.GetProperty("reportId").GetGuid(), WebhookWorld.Label(delivery)))
            .Should().BeEquivalentTo(ids.SelectMany(id => new[] { (id, "opened"), (id, "verdict 1") }));
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task Target_that_is_switched_off_shows_in_readiness_and_the_service_stays_ready()
    {
        await using var soc = await FakeWebhook.StartAsync();
        soc.Always = WebhookFault.Error(410);
        using var host = await StartAsync([.. WebhookWorld.Target("soc", soc)]);
        await PublishAsync(host, Reports.Report(Guid.NewGuid()));
        await Patiently.UntilAsync(() => Logs.Lines.Any(line => line.Id == 1502), "it is switched off");

        var entry = (await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Stop)).Entries["webhook"];

        entry.Should().BeEquivalentTo(new { Status = HealthStatus.Degraded, Description = "switched off by an answer 410: soc" });
        entry.Tags.Should().Contain("stall", "only then does readiness answer 200");
        await host.StopAsync(Stop);
    }

    [Theory]
    [InlineData]
    [InlineData("Webhook:Targets:demo:Url", "Webhook:Targets:demo:Secret", "Webhook:Targets:demo:AllowHttp")]
    public async Task Emitter_without_targets_says_so_and_the_host_runs(params string[] empty)
    {
        using var host = await StartAsync(empty.Select(key => (key, "")));

        Logs.Lines.Should().ContainSingle(line => line.Id == 1500).Which.Text.Should().Contain("Webhook__Targets__NAME__Url");
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task Wrong_settings_of_all_targets_stop_the_start()
    {
        var thrown = await Record.ExceptionAsync(() => StartAsync([("Webhook:Targets:a:Url", "http://user:hidden@soc.example"), ("Webhook:Targets:b:Secret", "hidden")]));

        thrown!.ToString().Should().NotContain("hidden")
            .And.Contain("Webhook__Targets__a__Url").And.Contain("Webhook__Targets__a__Secret").And.Contain("Webhook__Targets__b__Url").And.Contain("Webhook__Targets__b__Secret");
    }

    [Fact]
    public async Task Name_that_cannot_be_one_stops_the_start()
    {
        var start = () => StartAsync([("Webhook:Targets:my_soc:Url", "https://soc.example")]);

        (await start.Should().ThrowAsync<StartupException>()).Which.Message.Should().Contain("'webhook-my_soc'").And.Contain("a-z, 0-9 and '-'");
    }
}
