using Amazon.SQS.Model;

namespace AlertResponder.Faults.Tests;

/// <summary>What the queues hold.</summary>
internal static class Queues
{
    private const string ErrorEnding = "_error";

    /// <summary>How many messages wait in or are read from each queue; empty ones are left out.</summary>
    public static async Task<Dictionary<string, int>> HoldAsync(ServicesWorld world)
    {
        using var sqs = world.Sqs();
        var messages = new Dictionary<string, int>();
        foreach (var url in (await sqs.ListQueuesAsync(new ListQueuesRequest())).QueueUrls)
        {
            var state = await sqs.GetQueueAttributesAsync(url, ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]);
            var count = state.ApproximateNumberOfMessages + state.ApproximateNumberOfMessagesNotVisible;
            if (count > 0) messages[url.Split('/')[^1]] = count;
        }

        return messages;
    }

    /// <summary>The error queues that hold something.</summary>
    public static async Task<Dictionary<string, int>> ErrorsAsync(ServicesWorld world) =>
        (await HoldAsync(world)).Where(queue => queue.Key.EndsWith(ErrorEnding, StringComparison.Ordinal)).ToDictionary();

    /// <summary>Whether nothing waits but in error queues.</summary>
    public static async Task<bool> AreDoneAsync(ServicesWorld world) =>
        (await HoldAsync(world)).Keys.All(queue => queue.EndsWith(ErrorEnding, StringComparison.Ordinal));
}
