using System.Collections.Concurrent;
using AlertResponder.TestKit;
using AlertResponder.Transport.AmazonSqs.Internal.Receiving;
using Amazon.SQS.Model;

namespace AlertResponder.Transport.AmazonSqs.Tests.Receiving;

public sealed class HandlerPoolTests
{
    private readonly ConcurrentQueue<string> _begun = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _ends = new();

    [Fact]
    public async Task Messages_are_begun_with_in_their_order_and_no_more_at_a_time_than_allowed()
    {
        var pool = Pool(2);
        foreach (var id in (string[])["a", "b", "c", "d"]) pool.Add(Lease(id));
        await Patiently.UntilAsync(() => _begun.Count == 2, "two are begun with");

        End("a");
        await Patiently.UntilAsync(() => _begun.Count == 3, "the third is begun with");
        foreach (var id in (string[])["b", "c", "d"]) End(id);
        await pool.IdleAsync().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        _begun.Take(2).Should().BeEquivalentTo("a", "b");
        _begun.Skip(2).Should().Equal("c", "d");
    }

    [Fact]
    public async Task Handlers_that_block_their_thread_run_side_by_side_all_the_same()
    {
        var handlers = Environment.ProcessorCount + 2;
        using var together = new Barrier(handlers);
        var met = new ConcurrentQueue<bool>();
        var pool = new HandlerPool(handlers, _ =>
        {
            met.Enqueue(together.SignalAndWait(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
            return Task.CompletedTask;
        });

        for (var i = 0; i < handlers; i++) pool.Add(Lease($"{i}"));

        await Patiently.UntilAsync(() => met.Count == handlers, "each has waited for the others", seconds: 60);
        met.Should().AllBeEquivalentTo(true);
    }

    [Fact]
    public async Task After_a_stop_none_is_begun_with_and_the_rest_is_handed_out()
    {
        var pool = Pool(1);
        pool.Add(Lease("a"));
        pool.Add(Lease("b"));
        await Patiently.UntilAsync(() => !_begun.IsEmpty, "one is begun with");

        pool.Stop();
        pool.Add(Lease("c"));
        End("a");
        await pool.IdleAsync().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        _begun.Should().Equal("a");
        pool.TakeUnbegun().Select(lease => lease.Message.Id).Should().Equal("b", "c");
        pool.TakeUnbegun().Should().BeEmpty();
    }

    [Fact]
    public async Task Pool_without_work_is_idle_and_takes_work_again()
    {
        var pool = Pool(3);
        pool.IdleAsync().IsCompleted.Should().BeTrue();

        pool.Add(Lease("a"));
        await Patiently.UntilAsync(() => !_begun.IsEmpty, "it is begun with");
        var idle = pool.IdleAsync();
        idle.IsCompleted.Should().BeFalse();
        End("a");
        await idle.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        pool.Add(Lease("b"));

        await Patiently.UntilAsync(() => _begun.Count == 2, "the next is begun with");
        End("b");
        await pool.IdleAsync().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Each_of_many_messages_is_handled_once_whoever_adds_it()
    {
        var running = 0;
        var most = 0;
        var handled = new ConcurrentBag<string>();
        var pool = new HandlerPool(5, async lease =>
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            await Task.Yield();
            handled.Add(lease.Message.Id);
            Interlocked.Decrement(ref running);
        });

        Parallel.For(0, 5_000, i => pool.Add(Lease($"{i}")));

        await Patiently.UntilAsync(() => handled.Count == 5_000, "all are handled");
        await pool.IdleAsync().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        handled.Distinct().Should().HaveCount(5_000);
        most.Should().BeLessThanOrEqualTo(5);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; value > seen;)
        {
            var before = Interlocked.CompareExchange(ref most, value, seen);
            if (before == seen) return;
            seen = before;
        }
    }

    private static Lease Lease(string id) => new(new ReceivedMessage(new Message { MessageId = id, Body = "" }), null!, null!, 0);

    private HandlerPool Pool(int limit) => new(limit, lease =>
    {
        var end = _ends.GetOrAdd(lease.Message.Id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _begun.Enqueue(lease.Message.Id);
        return end.Task;
    });

    private void End(string id) =>
        _ends.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}
