using System.Net;

namespace AlertResponder.EndToEnd.Tests;

/// <summary>SQS and SNS go away and come back under a sender that repeats each alert, by its idempotency key, until it is taken.</summary>
public sealed class When_the_broker_fails
{
    private const int Alerts = 30;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_alert_that_was_taken_is_counted_once(bool losesAll)
    {
        await using var stack = await ServicesStack.StartAsync(ServicesStack.Reviewer, ServicesStack.Receptor);
        var alertId = await stack.SendAsync(Samples.Json(Samples.Alert("outage")));
        await stack.ReportAsync(alertId, report => report.AlertCount == 1, "has the alert from before the outage");

        // What a server that loses all had taken is lost with it, so that its senders begin when it is away.
        var senders = losesAll ? null : SendAllAsync(stack);
        if (senders is not null) await stack.ReportAsync(alertId, report => report.AlertCount > 1, "has an alert of the senders");
        await stack.Aws.KillAsync();
        senders ??= SendAllAsync(stack);
        await stack.UntilAsync(async () => await stack.ReadyAsync(ServicesStack.Receptor) == HttpStatusCode.ServiceUnavailable, "the receptor is not ready");
        (await stack.TrySendAsync(Samples.Json(Samples.Alert("another")))).Should().BeNull("it is answered by 503");
        await stack.Aws.RestartAsync(empty: losesAll);

        await senders;
        await stack.ReportAsync(alertId, report => report.AlertCount == 1 + Alerts, "has all alerts");
        await stack.UntilAsync(async () => await stack.ReadyAsync(ServicesStack.Receptor) == HttpStatusCode.OK, "the receptor is ready again");
        await stack.UntilAsync(async () => await stack.ReadyAsync(ServicesStack.Reviewer) == HttpStatusCode.OK, "the reviewer is ready again");
        (await stack.ReportAsync(alertId))!.AlertCount.Should().Be(1 + Alerts);
    }

    [Fact]
    public async Task A_reviewer_that_is_killed_under_load_counts_every_alert_once()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var enough = new Random(seed).Next(2, Alerts);
        await using var stack = await ServicesStack.StartAsync(ServicesStack.Reviewer, ServicesStack.Receptor);
        var alertId = await stack.SendAsync(Samples.Json(Samples.Alert("outage")));

        var senders = SendAllAsync(stack);
        await stack.ReportAsync(alertId, report => report.AlertCount >= enough, $"has {enough} alerts");
        await stack.KillAsync(ServicesStack.Reviewer);
        await senders;
        await stack.StartAsync(ServicesStack.Reviewer);

        await stack.ReportAsync(alertId, report => report.AlertCount == 1 + Alerts, "has all alerts");
    }

    private static Task SendAllAsync(ServicesStack stack) => Task.WhenAll(Enumerable.Range(0, 3).Select(async sender =>
    {
        for (var i = sender; i < Alerts; i += 3)
        {
            await stack.UntilAsync(
                async () => await stack.TrySendAsync(Samples.Json(Samples.Alert("outage")), $"outage-{i}") is not null, $"alert {i} is taken");
        }
    }));
}
