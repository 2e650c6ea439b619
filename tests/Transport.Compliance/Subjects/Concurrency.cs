using MassTransit;

namespace AlertResponder.Transport.Compliance.Subjects;

public abstract class Concurrency(ITransport transport) : ComplianceTests(transport)
{
    private readonly Lock _lock = new();
    private int _running;
    private int _most;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task No_more_messages_are_handled_at_a_time_than_allowed(int limit)
    {
        var orders = new Heard<Order>();
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var bus = await StartAsync<Order>(
            "orders",
            async context =>
            {
                lock (_lock)
                {
                    _most = Math.Max(_most, ++_running);
                    if (_running == limit) full.TrySetResult();
                }

                await full.Task.WaitAsync(TimeSpan.FromSeconds(30));
                await Task.Yield();
                await orders.HearAsync(context);
                lock (_lock) _running--;
            },
            endpoint =>
            {
                endpoint.PrefetchCount = 20;
                endpoint.ConcurrentMessageLimit = limit;
            });

        await Task.WhenAll(Enumerable.Range(0, 40).Select(number => bus.PublishAsync(new Order(number))));

        await orders.ManyAsync(40);
        _most.Should().Be(limit);
    }

    [Fact]
    public async Task As_many_are_handled_at_a_time_as_are_prefetched_when_nothing_else_is_said()
    {
        const int Prefetch = 24;
        var orders = new Heard<Order>();
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var bus = await StartAsync<Order>(
            "orders",
            async context =>
            {
                if (Interlocked.Increment(ref _running) == Prefetch) full.SetResult();
                await full.Task.WaitAsync(TimeSpan.FromSeconds(30));
                await orders.HearAsync(context);
            },
            endpoint => endpoint.PrefetchCount = Prefetch);

        await Task.WhenAll(Enumerable.Range(0, Prefetch).Select(number => bus.PublishAsync(new Order(number))));

        await orders.ManyAsync(Prefetch);
    }
}
