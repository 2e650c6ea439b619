using System.Text.RegularExpressions;
using Amazon.SQS.Model;

namespace AlertResponder.FaultInjection.Tests;

/// <summary>Alerts that waited for the reviewer come to it in batches of a hundred.</summary>
public sealed partial class When_a_batch_is_not_all_good
{
    private const int Others = 99;
    private const string Key = "batch";
    private const string Queue = "reviewer-alerts";

    [Fact]
    public async Task A_poison_alert_goes_to_the_error_queue_and_the_others_are_counted()
    {
        await using var stack = await ServicesStack.StartOnPostgresAsync([ServicesStack.Receptor]);
        await stack.SendAsync(Load.Alert(Key));
        await PoisonAsync(stack);
        var alertId = (await stack.TrySendAllAsync(Documents(Others))).Should().HaveCount(Others).And.Subject.First();

        await stack.StartAsync(ServicesStack.Reviewer);

        await stack.ReportAsync(alertId, report => report.AlertCount == Others, "has the others");
        await stack.UntilAsync(async () => (await Queues.ErrorsAsync(stack)).Count > 0, () => "the poison is in an error queue", Sizes.Seconds);
        (await Queues.ErrorsAsync(stack)).Should().Equal(new Dictionary<string, int> { [$"{Queue}-single_error"] = 1 });
        (await stack.ReportsAsync()).Should().ContainSingle().Which.AlertCount.Should().Be(Others);
    }

    [Fact]
    public async Task A_batch_that_a_duplicate_completes_is_counted_but_for_the_duplicate()
    {
        const int alerts = 500;
        await using var stack = await ServicesStack.StartOnPostgresAsync([ServicesStack.Receptor]);
        // A thousand messages wait, each alert twice: in whatever order they come and however they are cut into batches, the last of all is a
        // repeat, and so is, near the middle, that of every other batch.
        await stack.TrySendAllAsync(Documents(alerts), "sending");
        var alertId = (await stack.TrySendAllAsync(Documents(alerts), "sending"))![0];
        await stack.UntilAsync(
            async () => (await Queues.HoldAsync(stack)).GetValueOrDefault(Queue) == 2 * alerts, "all wait for the reviewer");

        await stack.StartAsync(ServicesStack.Reviewer);

        await stack.UntilAsync(() => Queues.AreDoneAsync(stack), () => "all is consumed", Sizes.Seconds);
        await stack.ReportAsync(alertId, _ => true, "is there");
        (await stack.ReportsAsync()).Should().ContainSingle().Which.AlertCount.Should().Be(alerts);
        (await Queues.ErrorsAsync(stack)).Should().BeEmpty();
    }

    private static string Documents(int count) => $"[{string.Join(',', Enumerable.Repeat(Load.Alert(Key), count))}]";

    /// <summary>Takes the alert from the queue and puts it back without the id that every report needs.</summary>
    private static async Task PoisonAsync(ServicesStack stack)
    {
        using var sqs = stack.Sqs();
        var queue = (await sqs.GetQueueUrlAsync(Queue)).QueueUrl;
        Message? message = null;
        await stack.UntilAsync(
            async () =>
            {
                var request = new ReceiveMessageRequest { QueueUrl = queue, WaitTimeSeconds = 1, MessageAttributeNames = ["All"] };
                return (message = (await sqs.ReceiveMessageAsync(request)).Messages?.FirstOrDefault()) is not null;
            },
            "the alert is in the queue");
        var body = AlertId().Replace(message!.Body, "$1null");
        body.Should().NotBe(message.Body);
        await sqs.SendMessageAsync(new SendMessageRequest(queue, body) { MessageAttributes = message.MessageAttributes });
        await sqs.DeleteMessageAsync(queue, message.ReceiptHandle);
    }

    // Where SNS has wrapped the message, its quotes are escaped.
    [GeneratedRegex(@"(\\?""alertId\\?"":\s*)\\?""[0-9a-f]{64}\\?""")]
    private static partial Regex AlertId();
}
