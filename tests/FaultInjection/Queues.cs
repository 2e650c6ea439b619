using Amazon.SQS.Model;

namespace AlertResponder.FaultInjection.Tests;

/// <summary>What the queues hold.</summary>
internal static class Queues
{
    private const string ErrorEnding = "_error";

    /// <summary>How many messages wait in or are read from each queue; empty ones are left out.</summary>
    public static async Task<Dictionary<string, int>> HoldAsync(ServicesStack stack)
    {
        using var sqs = stack.Sqs();
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
    public static async Task<Dictionary<string, int>> ErrorsAsync(ServicesStack stack) =>
        (await HoldAsync(stack)).Where(queue => queue.Key.EndsWith(ErrorEnding, StringComparison.Ordinal)).ToDictionary();

    /// <summary>Whether nothing waits but in error queues.</summary>
    public static async Task<bool> AreDoneAsync(ServicesStack stack) =>
        (await HoldAsync(stack)).Keys.All(queue => queue.EndsWith(ErrorEnding, StringComparison.Ordinal));
}
