using AlertResponder.Transport.AmazonSqs.Tests.Bus;
using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;

namespace AlertResponder.Transport.AmazonSqs.Tests.FaultInjection;

/// <summary>The first request of a kind gets no answer. The time limit of a call, 30 s, is longer than any wait here.</summary>
public sealed class When_a_request_hangs(SharedServer server) : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly TaskCompletionSource<string> _never = new();
    private readonly Tally _tally = new();
    private StandIn? _standIn;
    private int _hanging;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private StandIn Aws => _standIn!;

    public async ValueTask InitializeAsync() => _standIn = await StandIn.StartAsync(server.Url);

    public async ValueTask DisposeAsync()
    {
        _never.TrySetCanceled(Cancelled);
        await Aws.DisposeAsync();
    }

    [Fact]
    public async Task Publishes_that_come_after_it_are_not_held_back()
    {
        await using var bus = await StartAsync();
        LetFirstHang("PublishBatch");
        var hanging = bus.Bus.Publish(new Counted(0), Cancelled);
        await TestKit.Patiently.UntilAsync(() => _hanging > 0, "the first is on its way");

        for (var number = 1; number <= 5; number++) await bus.Bus.Publish(new Counted(number), Cancelled).WaitAsync(Soon, Cancelled);

        await _tally.HasAllAsync([1, 2, 3, 4, 5]);
        hanging.IsCompleted.Should().BeFalse();
        await EndAsync(hanging);
    }

    [Fact]
    public async Task Sends_that_come_after_it_are_not_held_back()
    {
        await using var bus = await StartAsync();
        var queue = await bus.Bus.GetSendEndpoint(new Uri("queue:counted"));
        LetFirstHang("SendMessageBatch");
        var hanging = queue.Send(new Counted(0), Cancelled);
        await TestKit.Patiently.UntilAsync(() => _hanging > 0, "the first is on its way");

        for (var number = 1; number <= 5; number++) await queue.Send(new Counted(number), Cancelled).WaitAsync(Soon, Cancelled);

        await _tally.HasAllAsync([1, 2, 3, 4, 5]);
        hanging.IsCompleted.Should().BeFalse();
        await EndAsync(hanging);
    }

    [Fact]
    public async Task A_topic_that_was_deleted_is_made_again_beside_it_and_what_hung_is_published_after_that()
    {
        await using var bus = await StartAsync();
        using var clients = new Clients(server.Url);
        await bus.Bus.Publish(new Counted(-1), Cancelled);
        LetFirstHang("PublishBatch");
        var hanging = bus.Bus.Publish(new Counted(0), Cancelled);
        await TestKit.Patiently.UntilAsync(() => _hanging > 0, "the first is on its way");

        await clients.Raw.DeleteTopicAsync(await clients.TopicArnAsync(bus.Name("AlertResponder_Transport_AmazonSqs_Tests_FaultInjection-Counted")));
        await bus.Bus.Publish(new Counted(1), Cancelled).WaitAsync(Soon, Cancelled);
        await hanging.WaitAsync(Soon, Cancelled);

        await _tally.HasAllAsync([0, 1]);
    }

    private void LetFirstHang(string action) => Aws.On(action, async (request, pass) =>
        Interlocked.Increment(ref _hanging) == 1 ? await _never.Task.WaitAsync(Cancelled) : await pass(request));

    private async Task EndAsync(Task hanging)
    {
        _never.TrySetResult("");
        await hanging.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private Task<TestBus> StartAsync() => TestBus.StartAsync(Aws.Url, bus =>
    {
        bus.SetVisibilityTimeout(30);
        bus.AddTally(_tally);
    });
}
