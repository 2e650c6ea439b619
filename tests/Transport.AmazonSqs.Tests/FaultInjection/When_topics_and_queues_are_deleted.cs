using AlertResponder.TestKit;
using AlertResponder.Transport.AmazonSqs.Tests.Bus;
using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;
using MassTransit;

namespace AlertResponder.Transport.AmazonSqs.Tests.FaultInjection;

/// <summary>
/// Somebody deletes topics and queues behind open connections. What is in a queue goes with it, but nothing that is published after that; what
/// comes until the queue stands again is in its error queue, where SNS puts what it cannot deliver.
/// </summary>
public sealed class When_topics_and_queues_are_deleted : IDisposable
{
    private const string Topics = "AlertResponder_Transport_AmazonSqs_Tests_FaultInjection-";

    private readonly SharedServer _server;
    private readonly Clients _clients;
    private readonly Tally _tally = new();
    private readonly Tally _noted = new();

    public When_topics_and_queues_are_deleted(SharedServer server) => (_server, _clients) = (server, new Clients(server.Url));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _clients.Dispose();

    [Theory]
    [InlineData("topic", true)]
    [InlineData("topic", false)]
    [InlineData("error queue", true)]
    [InlineData("error queue", false)]
    public async Task Nothing_is_lost_when_they_go_one_at_a_time_under_load(string what, bool oneBus)
    {
        await using var consumer = await TestBus.StartAsync(_server.Url, Consume);
        await using var other = oneBus ? null : await StartPublisherAsync(consumer.Scope);
        await using var load = new Load((other ?? consumer).Bus);

        for (var round = 0; round < 3; round++)
        {
            var before = load.Published.Count;
            await Patiently.UntilAsync(() => load.Published.Count >= before + 50, "the load runs");
            await (what == "topic" ? DeleteTopicAsync(consumer, nameof(Counted)) : DeleteQueueAsync(consumer.Name("counted_error")));
        }

        await EndAsync(consumer, load, since: 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_that_comes_after_is_lost_when_a_queue_goes_under_load(bool oneBus)
    {
        await using var consumer = await TestBus.StartAsync(_server.Url, Consume);
        await using var other = oneBus ? null : await StartPublisherAsync(consumer.Scope);
        await using var load = new Load((other ?? consumer).Bus);
        await Patiently.UntilAsync(() => _tally.Distinct >= 50, "the load runs");

        await DeleteQueueAsync(consumer.Name("counted"));

        await EndAsync(consumer, load, since: TimeProvider.System.GetTimestamp());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_that_comes_after_is_lost_when_all_go_together_under_load(bool oneBus)
    {
        await using var consumer = await TestBus.StartAsync(_server.Url, Consume);
        await using var other = oneBus ? null : await StartPublisherAsync(consumer.Scope);
        await using var load = new Load((other ?? consumer).Bus);
        await Patiently.UntilAsync(() => _tally.Distinct >= 50, "the load runs");

        await Task.WhenAll(
            DeleteQueueAsync(consumer.Name("counted")), DeleteTopicAsync(consumer, nameof(Counted)), DeleteTopicAsync(consumer, nameof(Noted)));

        await EndAsync(consumer, load, since: TimeProvider.System.GetTimestamp());
    }

    [Fact]
    public async Task A_publisher_declares_the_queue_of_a_consumer_that_does_not_run()
    {
        await using var publisher = await StartPublisherAsync();
        await publisher.Bus.Publish(new Counted(0), Cancelled);
        await DeleteAllAsync(publisher);

        await PublishAsync(publisher, Enumerable.Range(1, 50));

        await using var consumer = await TestBus.StartAsync(_server.Url, Consume, scope: publisher.Scope);
        await _tally.HasAllAsync([.. Enumerable.Range(1, 50)]);
        _tally.Repeated.Should().BeEmpty();
    }

    [Fact]
    public async Task A_consumer_declares_its_queue_again_with_all_of_its_subscriptions()
    {
        await using var publisher = await StartPublisherAsync();
        await using var consumer = await TestBus.StartAsync(_server.Url, Consume, scope: publisher.Scope);
        await publisher.Bus.Publish(new Noted(0), Cancelled);
        await Patiently.UntilAsync(() => _noted[0] == 1, "both topics are heard");

        await DeleteTopicAsync(publisher, nameof(Noted));
        await DeleteQueueAsync(publisher.Name("counted"));

        var number = 0;
        await Patiently.UntilAsync(
            async () =>
            {
                await publisher.Bus.Publish(new Noted(++number), Cancelled);
                return _noted.Distinct > 1;
            },
            "the topic that only the consumer subscribes to is heard again");
        await PublishAsync(publisher, Enumerable.Range(1, 20));
        await _tally.HasAllAsync([.. Enumerable.Range(1, 20)]);
    }

    [Fact]
    public async Task A_message_sent_to_a_queue_does_not_keep_its_endpoint_from_subscribing()
    {
        await using var bus = await TestBus.StartAsync(_server.Url, Consume);
        var queue = await bus.Bus.GetSendEndpoint(new Uri("queue:counted"));
        await queue.Send(new Counted(0), Cancelled);
        await _tally.HasAllAsync([0]);

        await DeleteAllAsync(bus);
        await queue.Send(new Counted(1), Cancelled);
        await PublishAsync(bus, Enumerable.Range(2, 20));

        await _tally.HasAllAsync([.. Enumerable.Range(1, 21)]);
    }

    [Fact]
    public async Task Publishes_to_other_topics_go_on_while_one_is_made_again()
    {
        var goOn = new TaskCompletionSource();
        await using var aws = await StandIn.StartAsync(_server.Url);
        await using var bus = await TestBus.StartAsync(aws.Url, Consume);
        await bus.Bus.Publish(new Counted(0), Cancelled);
        await bus.Bus.Publish(new Noted(0), Cancelled);
        await DeleteTopicAsync(bus, nameof(Counted));
        aws.On("CreateTopic", async (request, pass) =>
        {
            await goOn.Task.WaitAsync(Cancelled);
            return await pass(request);
        });

        var before = aws.Calls("CreateTopic").Count;
        var waiting = bus.Bus.Publish(new Counted(1), Cancelled);
        await Patiently.UntilAsync(() => aws.Calls("CreateTopic").Count > before, "the topic is being made again");
        await bus.Bus.Publish(new Noted(1), Cancelled).WaitAsync(TimeSpan.FromSeconds(20), Cancelled);
        waiting.IsCompleted.Should().BeFalse();
        goOn.SetResult();
        await waiting;

        await _tally.HasAllAsync([0, 1]);
        await _noted.HasAllAsync([0, 1]);
    }

    [Fact]
    public async Task A_topic_that_somebody_deletes_is_made_again_with_its_subscription()
    {
        await using var publisher = await StartPublisherAsync();
        await using var consumer = await TestBus.StartAsync(_server.Url, Consume, scope: publisher.Scope);
        await publisher.Bus.Publish(new Counted(0), Cancelled);
        await DeleteTopicAsync(publisher, nameof(Counted));

        await PublishAsync(publisher, Enumerable.Range(1, 20));

        await _tally.HasAllAsync([.. Enumerable.Range(0, 21)]);
    }

    private async Task EndAsync(TestBus consumer, Load load, long since)
    {
        var deleted = TimeProvider.System.GetTimestamp();
        await Patiently.UntilAsync(() => load.PublishedSince(deleted).Count >= 50, "the load runs again");
        await load.StopAsync();
        await MoveBackAsync(consumer);
        await _tally.HasAllAsync(load.PublishedSince(since));
        await Patiently.UntilAsync(() => consumer.Trouble() is null, "the bus is healthy again");
    }

    /// <summary>Moves what is in the error queue back, as an operator does.</summary>
    private async Task MoveBackAsync(TestBus bus)
    {
        await Patiently.UntilAsync(() => _clients.HasQueueAsync(bus.Name("counted")), "the queue is there again");
        if (!await _clients.HasQueueAsync(bus.Name("counted_error"))) return;

        var (queue, errors) = (await _clients.UrlAsync(bus.Name("counted")), await _clients.UrlAsync(bus.Name("counted_error")));
        while (await _clients.ReceiveAsync(errors) is { Count: > 0 } messages)
        {
            foreach (var message in messages)
            {
                await _clients.SendAsync(queue, message.Body);
                await _clients.Sqs.DeleteMessageAsync(errors, message.ReceiptHandle, Cancelled);
            }
        }
    }

    private Task DeleteAllAsync(TestBus bus) => Task.WhenAll(
        DeleteQueueAsync(bus.Name("counted")),
        DeleteQueueAsync(bus.Name("counted_error")),
        DeleteTopicAsync(bus, nameof(Counted)),
        DeleteTopicAsync(bus, nameof(Noted)));

    private async Task DeleteQueueAsync(string name)
    {
        if (await _clients.HasQueueAsync(name)) await _clients.Sqs.DeleteQueueAsync(await _clients.UrlAsync(name), Cancelled);
    }

    private async Task DeleteTopicAsync(TestBus bus, string type) =>
        await _clients.Raw.DeleteTopicAsync(await _clients.TopicArnAsync(bus.Name(Topics + type)));

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

    private Task<TestBus> StartPublisherAsync(string? scope = null) => TestBus.StartAsync(
        _server.Url, configure: (_, transport) => transport.Publish<Counted>(topic => topic.SubscribeQueue("counted")), scope: scope);

    private static Task PublishAsync(TestBus bus, IEnumerable<int> numbers) =>
        Task.WhenAll(numbers.Select(number => bus.Bus.Publish(new Counted(number), Cancelled)));
}
