using AlertResponder.TestKit;
using AlertResponder.TestKit.SqsSns;
using AlertResponder.Transport.AmazonSqs.Tests.Bus;
using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;

namespace AlertResponder.Transport.AmazonSqs.Tests.FaultInjection;

public sealed class When_requests_fail(SharedServer server) : IAsyncLifetime
{
    private readonly FaultyProxy _proxy = FaultyProxy.Start(server.Url);
    private readonly Tally _tally = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _proxy.DisposeAsync();

    [Theory]
    [InlineData(ProxyFault.Unavailable)]
    [InlineData(ProxyFault.Throttle)]
    [InlineData(ProxyFault.Reset)]
    [InlineData(ProxyFault.LoseAnswer)]
    public async Task Nothing_is_lost_though_every_fifth_request_fails(ProxyFault fault)
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var bus = await StartAsync();
        var queue = await bus.Bus.GetSendEndpoint(new Uri("queue:counted"));

        _proxy.Fail(fault, int.MaxValue, _ =>
        {
            lock (random) return random.Next(5) == 0;
        });
        await using var load = new Load(bus.Bus);
        var sent = new List<int>();
        for (var number = -1; number > -100; number--)
        {
            try
            {
                await queue.Send(new Counted(number), Cancelled);
                sent.Add(number);
            }
            catch (Exception refused) when (refused is Amazon.Runtime.AmazonServiceException or HttpRequestException)
            {
                // Whoever sent it knows.
            }
        }

        await Patiently.UntilAsync(() => load.Published.Count >= 100, "the load runs");
        await load.StopAsync();
        _proxy.Heal();

        await _tally.HasAllAsync([.. load.Published, .. sent]);
        if (fault is ProxyFault.Unavailable or ProxyFault.Throttle) sent.Should().HaveCountGreaterThan(90, "the SDK tries again");
    }

    [Theory]
    [InlineData("DeleteMessageBatch")]
    [InlineData("PublishBatch")]
    [InlineData("SendMessageBatch")]
    [InlineData("ReceiveMessage")]
    public async Task Reset_connections_lose_nothing(string action)
    {
        await using var bus = await StartAsync();
        var queue = await bus.Bus.GetSendEndpoint(new Uri("queue:counted"));
        _proxy.Fail(ProxyFault.LoseAnswer, requests: 3, when: called => called == action);

        var numbers = Enumerable.Range(0, 50).ToList();
        foreach (var number in numbers)
        {
            if (number % 2 == 0) await bus.Bus.Publish(new Counted(number), Cancelled);
            else await queue.Send(new Counted(number), Cancelled);
            if (number % 10 == 5) _proxy.ResetConnections();
        }

        await _tally.HasAllAsync(numbers);
    }

    [Theory]
    [InlineData(ProxyFault.Unavailable)]
    [InlineData(ProxyFault.Throttle)]
    [InlineData(ProxyFault.Reset)]
    public async Task An_endpoint_that_cannot_receive_asks_less_and_less(ProxyFault fault)
    {
        await using var bus = await StartAsync();
        await bus.Bus.Publish(new Counted(1), Cancelled);
        await _tally.HasAllAsync([1]);

        _proxy.ForgetRequests();
        _proxy.Fail(fault, int.MaxValue, action => action == "ReceiveMessage");
        var began = TimeProvider.System.GetTimestamp();
        await Patiently.UntilAsync(() => TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(6), "six seconds have passed");

        // Pauses of 1/4, 1/2, 1, 2 and 4 s, or of the half: six polls, with three attempts by the SDK each; of a connection that was reset
        // the HTTP client makes up to four more.
        _proxy.Requests["ReceiveMessage"].Should().BeInRange(4, fault == ProxyFault.Reset ? 6 * 3 * 5 : 6 * 3);
        bus.Trouble().Should().NotBeNull();
        _proxy.Heal();
        await bus.Bus.Publish(new Counted(2), Cancelled);
        await _tally.HasAllAsync([2]);
        await Patiently.UntilAsync(() => bus.Trouble() is null, "the bus is healthy again");
    }

    [Fact]
    public async Task An_endpoint_whose_topic_and_queue_were_deleted_goes_on_declaring_until_it_is_subscribed()
    {
        using var clients = new Clients(server.Url);
        await using var bus = await StartAsync();
        _proxy.Fail(ProxyFault.Unavailable, int.MaxValue, when: action => action == "Subscribe");
        _proxy.ForgetRequests();
        await clients.Raw.DeleteTopicAsync(await clients.TopicArnAsync(bus.Name("AlertResponder_Transport_AmazonSqs_Tests_FaultInjection-Counted")));
        await clients.Sqs.DeleteQueueAsync(await clients.UrlAsync(bus.Name("counted")), Cancelled);

        // The SDK makes three attempts of each call.
        await Patiently.UntilAsync(() => _proxy.Requests.GetValueOrDefault("Subscribe") > 3, "it declares more than once");
        _proxy.Heal();
        await Patiently.UntilAsync(() => bus.Trouble() is null, "the bus is healthy again");
        await bus.Bus.Publish(new Counted(1), Cancelled);

        await _tally.HasAllAsync([1]);
    }

    private Task<TestBus> StartAsync() => TestBus.StartAsync(_proxy.Url, bus =>
    {
        bus.SetVisibilityTimeout(2);
        bus.AddTally(_tally);
    });
}
