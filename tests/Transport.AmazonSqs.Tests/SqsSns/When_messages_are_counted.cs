using AlertResponder.TestKit.SqsSns;

namespace AlertResponder.Transport.AmazonSqs.Tests.SqsSns;

public sealed class When_messages_are_counted
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_queue_has_its_own_sent_straight_or_by_a_topic()
    {
        await using var server = await LocalSqsSns.StartAsync();
        using var clients = new Clients(server.Url);
        (await server.MessagesAsync()).Should().BeEmpty();
        var (straight, subscribed) = (await clients.CreateQueueAsync(), await clients.CreateQueueAsync());
        var topic = await clients.CreateTopicAsync();
        await clients.Sns.SubscribeAsync(new() { TopicArn = topic, Protocol = "sqs", Endpoint = await clients.QueueArnAsync(subscribed) }, Cancelled);

        await clients.SendAsync(straight, "one");
        await clients.SendAsync(straight, "two");
        await clients.Raw.PublishAsync(topic, "three");

        (await server.MessagesAsync()).Should().BeEquivalentTo(new Dictionary<string, long> { [NameOf(straight)] = 2, [NameOf(subscribed)] = 1 });
    }

    private static string NameOf(string queue) => queue[(queue.LastIndexOf('/') + 1)..];
}
