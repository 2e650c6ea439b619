using AlertResponder.TestKit;
using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;

namespace AlertResponder.Transport.AmazonSqs.Tests.FaultInjection;

/// <summary>Questions to the server past the transport.</summary>
internal static class Queues
{
    /// <summary>Waits until a queue has no message any more, visible or not.</summary>
    public static async Task IsEmptyAsync(this Clients clients, string name) =>
        await Patiently.UntilAsync(async () => await clients.CountAsync(name) == 0, "the queue is empty");

    /// <summary>How many messages a queue has, visible or not.</summary>
    public static async Task<int> CountAsync(this Clients clients, string name)
    {
        var cancelled = TestContext.Current.CancellationToken;
        var queue = (await clients.Sqs.GetQueueUrlAsync(name, cancelled)).QueueUrl;
        var counts = await clients.Sqs.GetQueueAttributesAsync(
            queue, ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"], cancelled);
        return counts.ApproximateNumberOfMessages + counts.ApproximateNumberOfMessagesNotVisible;
    }
}
