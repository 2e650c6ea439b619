using System.Net;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace AlertResponder.EndToEnd.Tests;

/// <summary>
/// SQS and SNS go away and come back, or somebody deletes what is in them, under a sender that repeats each alert, by its idempotency key, until
/// it is taken.
/// </summary>
public sealed class When_the_broker_fails
{
    private const int Alerts = 30;
    private const string AlertsQueue = "reviewer-alerts";

    [Fact]
    public async Task Every_alert_that_was_taken_is_counted_once()
    {
        await using var stack = await ServicesStack.StartAsync(ServicesStack.Reviewer, ServicesStack.Receptor);
        var alertId = await stack.SendAsync(Samples.Json(Samples.Alert("outage")));
        await stack.ReportAsync(alertId, report => report.AlertCount == 1, "has the alert from before the outage");

        var senders = SendAllAsync(stack);
        await stack.ReportAsync(alertId, report => report.AlertCount > 1, "has an alert of the senders");
        await stack.Aws.KillAsync();
        await stack.UntilAsync(async () => await stack.ReadyAsync(ServicesStack.Receptor) == HttpStatusCode.ServiceUnavailable, "the receptor is not ready");
        (await stack.TrySendAsync(Samples.Json(Samples.Alert("another")))).Should().BeNull("it is answered by 503");
        await stack.Aws.RestartAsync();

        await senders;
        await stack.ReportAsync(alertId, report => report.AlertCount == 1 + Alerts, "has all alerts");
        await stack.UntilAsync(async () => await stack.ReadyAsync(ServicesStack.Receptor) == HttpStatusCode.OK, "the receptor is ready again");
        await stack.UntilAsync(async () => await stack.ReadyAsync(ServicesStack.Reviewer) == HttpStatusCode.OK, "the reviewer is ready again");
        (await stack.ReportAsync(alertId))!.AlertCount.Should().Be(1 + Alerts);
    }

    [Theory]
    [InlineData("topic")]
    [InlineData("queue")]
    [InlineData("both")]
    public async Task Every_alert_that_was_taken_is_counted_once_though_somebody_deletes(string what)
    {
        await using var stack = await ServicesStack.StartAsync(ServicesStack.Reviewer, ServicesStack.Receptor);
        var alertId = await stack.SendAsync(Samples.Json(Samples.Alert("outage")));
        await stack.ReportAsync(alertId, report => report.AlertCount == 1, "has the alert from before");
        using var sqs = stack.Sqs();
        using var load = new CancellationTokenSource();
        var loading = SendOthersAsync(stack, load.Token);

        // What is in a queue goes with it. The senders begin after that, and nobody waits for the services to notice.
        var senders = what == "topic" ? SendAllAsync(stack) : null;
        await Task.WhenAll(
            what == "queue" ? Task.CompletedTask : DeleteTopicAsync(stack),
            what == "topic" ? Task.CompletedTask : DeleteQueueAsync(sqs));
        await (senders ?? SendAllAsync(stack));
        await load.CancelAsync();
        await loading;

        await stack.UntilAsync(
            async () =>
            {
                await MoveBackAsync(sqs);
                return (await stack.ReportAsync(alertId))!.AlertCount == 1 + Alerts;
            },
            "the report has all alerts");
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

    /// <summary>Alerts of another report, of which nobody asks what became: they keep the connections busy.</summary>
    private static async Task SendOthersAsync(ServicesStack stack, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested) await stack.TrySendAsync(Samples.Json(Samples.Alert("another")));
    }

    private static async Task DeleteQueueAsync(AmazonSQSClient sqs) =>
        await sqs.DeleteQueueAsync((await sqs.GetQueueUrlAsync(AlertsQueue)).QueueUrl);

    private static async Task DeleteTopicAsync(ServicesStack stack)
    {
        using var http = new HttpClient();
        using var form = new FormUrlEncodedContent(
        [
            new("Action", "DeleteTopic"), new("TopicArn", "arn:aws:sns:eu-central-1:000000000000:AlertResponder_Contracts-AlertReceived"),
        ]);
        using var response = await http.PostAsync(stack.Aws.Url, form);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Moves what SNS could not deliver to the queue back, as an operator does.</summary>
    private static async Task MoveBackAsync(AmazonSQSClient sqs)
    {
        try
        {
            var (queue, errors) = ((await sqs.GetQueueUrlAsync(AlertsQueue)).QueueUrl, (await sqs.GetQueueUrlAsync(AlertsQueue + "_error")).QueueUrl);
            var request = new ReceiveMessageRequest { QueueUrl = errors, MaxNumberOfMessages = 10 };
            foreach (var message in (await sqs.ReceiveMessageAsync(request)).Messages ?? [])
            {
                await sqs.SendMessageAsync(queue, message.Body);
                await sqs.DeleteMessageAsync(errors, message.ReceiptHandle);
            }
        }
        catch (QueueDoesNotExistException)
        {
            // The queue does not stand again yet.
        }
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
