using AlertResponder.TestKit;
using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;
using Amazon.SQS.Model;

namespace AlertResponder.Transport.AmazonSqs.Tests.Bus;

/// <summary>The server past the transport: as the console of AWS shows it.</summary>
internal static class Raw
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>URL of a queue, which has to be there.</summary>
    public static async Task<string> UrlAsync(this Clients clients, string queue) => (await clients.Sqs.GetQueueUrlAsync(queue, Cancelled)).QueueUrl;

    public static async Task<bool> HasQueueAsync(this Clients clients, string queue)
    {
        try
        {
            await clients.UrlAsync(queue);
            return true;
        }
        catch (QueueDoesNotExistException)
        {
            return false;
        }
    }

    /// <summary>All attributes of a queue.</summary>
    public static async Task<Dictionary<string, string>> AttributesAsync(this Clients clients, string queue) =>
        (await clients.Sqs.GetQueueAttributesAsync(await clients.UrlAsync(queue), ["All"], Cancelled)).Attributes;

    /// <summary>ARN of a topic, whether it is there or not.</summary>
    public static async Task<string> TopicArnAsync(this Clients clients, string topic)
    {
        var arn = await clients.QueueArnAsync(await clients.CreateQueueAsync());
        return $"{arn.Replace(":sqs:", ":sns:", StringComparison.Ordinal)[..(arn.LastIndexOf(':') + 1)]}{topic}";
    }

    /// <summary>ARNs of a topic's subscriptions; none when there is no topic.</summary>
    public static async Task<IReadOnlyList<string>> SubscriptionsAsync(this Clients clients, string topic)
    {
        try
        {
            var page = await clients.Sns.ListSubscriptionsByTopicAsync(new() { TopicArn = await clients.TopicArnAsync(topic) }, Cancelled);
            return [.. (page.Subscriptions ?? []).Select(subscription => subscription.SubscriptionArn!)];
        }
        catch (Amazon.SimpleNotificationService.Model.NotFoundException)
        {
            return [];
        }
    }

    /// <summary>Attributes of the one subscription of a topic.</summary>
    public static async Task<IDictionary<string, string>> SubscriptionAsync(this Clients clients, string topic) =>
        await clients.Raw.SubscriptionAttributesAsync((await clients.SubscriptionsAsync(topic)).Should().ContainSingle().Subject);

    /// <summary>Waits for a queue and a message in it, and deletes the message.</summary>
    public static async Task<Message> TakeAsync(this Clients clients, string queue)
    {
        await Patiently.UntilAsync(() => clients.HasQueueAsync(queue), $"{queue} is there");
        var url = await clients.UrlAsync(queue);
        var message = await Patiently.ForAsync(async () => (await clients.ReceiveAsync(url)).FirstOrDefault(), $"a message is in {queue}");
        await clients.Sqs.DeleteMessageAsync(url, message.ReceiptHandle, Cancelled);
        return message;
    }

    /// <summary>Sends a message with attributes.</summary>
    public static async Task SendAsync(this Clients clients, string queue, string body, params (string Name, string Value)[] attributes) =>
        await clients.Sqs.SendMessageAsync(
            new SendMessageRequest
            {
                QueueUrl = await clients.UrlAsync(queue),
                MessageBody = body,
                MessageAttributes = attributes.ToDictionary(
                    attribute => attribute.Name, attribute => new MessageAttributeValue { DataType = "String", StringValue = attribute.Value }),
            },
            Cancelled);
}
