using AlertResponder.TestKit;
using AlertResponder.TestKit.SqsSns;
using AlertResponder.Transport.AmazonSqs.Tests.Bus;
using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;
using MassTransit;

namespace AlertResponder.Transport.AmazonSqs.Tests.Faults;

/// <summary>The server comes back without queues, topics and subscriptions: what was in it is gone, but nothing that comes after.</summary>
public sealed class When_the_server_loses_all : IAsyncLifetime
{
    private readonly Tally _tally = new();
    private readonly Tally _noted = new();
    private LocalSqsSns? _server;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private LocalSqsSns Server => _server!;

    public async ValueTask InitializeAsync() => _server = await LocalSqsSns.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    [Fact]
    public async Task A_bus_declares_its_queues_before_it_publishes_to_them_again()
    {
        await using var bus = await TestBus.StartAsync(Server.Url, Consume);
        await using var load = new Load(bus.Bus);
        await Patiently.UntilAsync(() => _tally.Distinct >= 50, "the load runs");

        await Server.RestartAsync(empty: true);
        var restarted = TimeProvider.System.GetTimestamp();

        await Patiently.UntilAsync(() => load.PublishedSince(restarted).Count >= 50, "the load runs again");
        await load.StopAsync();
        await _tally.HasAllAsync(load.PublishedSince(restarted));
        await Patiently.UntilAsync(() => bus.Trouble() is null, "the bus is healthy again");
    }

    [Fact]
    public async Task A_publisher_declares_the_queue_of_a_consumer_that_does_not_run()
    {
        await using var publisher = await StartPublisherAsync();
        await publisher.Bus.Publish(new Counted(0), Cancelled);
        await Server.RestartAsync(empty: true);

        await PublishAsync(publisher, Enumerable.Range(1, 50));

        await using var consumer = await TestBus.StartAsync(Server.Url, Consume, scope: publisher.Scope);
        await _tally.HasAllAsync([.. Enumerable.Range(1, 50)]);
        _tally.Repeated.Should().BeEmpty();
    }

    [Fact]
    public async Task A_consumer_subscribes_again_though_another_made_its_queue_anew()
    {
        await using var publisher = await StartPublisherAsync();
        await using var consumer = await TestBus.StartAsync(Server.Url, Consume, scope: publisher.Scope);
        await publisher.Bus.Publish(new Noted(0), Cancelled);
        await Patiently.UntilAsync(() => _noted[0] == 1, "both topics are heard");

        await using var load = new Load(publisher.Bus);
        await Server.RestartAsync(empty: true);
        var restarted = TimeProvider.System.GetTimestamp();
        await Patiently.UntilAsync(() => load.PublishedSince(restarted).Count >= 50, "the load runs again");
        await load.StopAsync();

        await _tally.HasAllAsync(load.PublishedSince(restarted));
        var number = 0;
        await Patiently.UntilAsync(
            async () =>
            {
                await publisher.Bus.Publish(new Noted(++number), Cancelled);
                return _noted.Distinct > 1;
            },
            "the topic that only the consumer subscribes to is heard again");
    }

    [Fact]
    public async Task A_message_sent_to_a_queue_does_not_keep_its_endpoint_from_subscribing()
    {
        await using var bus = await TestBus.StartAsync(Server.Url, Consume);
        var queue = await bus.Bus.GetSendEndpoint(new Uri("queue:counted"));
        await queue.Send(new Counted(0), Cancelled);
        await _tally.HasAllAsync([0]);

        await Server.RestartAsync(empty: true);
        await queue.Send(new Counted(1), Cancelled);
        await PublishAsync(bus, Enumerable.Range(2, 20));

        await _tally.HasAllAsync([.. Enumerable.Range(1, 21)]);
    }

    [Fact]
    public async Task A_topic_that_somebody_deletes_is_made_again_with_its_subscription()
    {
        await using var publisher = await StartPublisherAsync();
        await using var consumer = await TestBus.StartAsync(Server.Url, Consume, scope: publisher.Scope);
        await publisher.Bus.Publish(new Counted(0), Cancelled);
        using var clients = new Clients(Server.Url);
        var queue = (await clients.Sqs.GetQueueUrlAsync(publisher.Name("counted"), Cancelled)).QueueUrl;
        var arn = (await clients.QueueArnAsync(queue)).Replace(":sqs:", ":sns:", StringComparison.Ordinal);
        var topic = publisher.Name("AlertResponder_Transport_AmazonSqs_Tests_Faults-Counted");
        await clients.Sns.DeleteTopicAsync(new() { TopicArn = $"{arn[..arn.LastIndexOf(':')]}:{topic}" }, Cancelled);

        await PublishAsync(publisher, Enumerable.Range(1, 20));

        await _tally.HasAllAsync([.. Enumerable.Range(0, 21)]);
    }

    private void Consume(IBusRegistrationConfigurator bus)
    {
        bus.SetVisibilityTimeout(2);
        bus.AddTally(_tally);
        bus.AddHandler<Noted>(context =>
        {
            _noted.Add(context.Message.Number);
            return Task.CompletedTask;
        }).Endpoint(endpoint => endpoint.Name = "counted");
    }

    private Task<TestBus> StartPublisherAsync() => TestBus.StartAsync(
        Server.Url, configure: (_, transport) => transport.Publish<Counted>(topic => topic.SubscribeQueue("counted")));

    private static Task PublishAsync(TestBus bus, IEnumerable<int> numbers) =>
        Task.WhenAll(numbers.Select(number => bus.Bus.Publish(new Counted(number), Cancelled)));
}
