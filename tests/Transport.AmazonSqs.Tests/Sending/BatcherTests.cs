using System.Collections.Concurrent;
using AlertResponder.TestKit;
using AlertResponder.Transport.AmazonSqs.Internal.Sending;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.Transport.AmazonSqs.Tests.Sending;

public sealed class BatcherTests : IDisposable
{
    private static readonly BatchLimits Limits = new(Entries: 10, Bytes: 1_000, Requests: 2);

    private readonly ConcurrentQueue<Request> _sent = new();
    private readonly SemaphoreSlim _came = new(0);
    private readonly FakeTimeProvider _time = new();
    private readonly Batcher<int> _batcher;

    public BatcherTests() => _batcher = new Batcher<int>(
        Limits,
        size => size,
        batch =>
        {
            var request = new Request(batch);
            _sent.Enqueue(request);
            _came.Release();
            return request.Answered.Task;
        },
        _time);

    public void Dispose() => _came.Dispose();

    [Fact]
    public async Task A_lone_entry_goes_at_once()
    {
        var entry = _batcher.AddAsync(1);

        (await NextAsync()).Take();

        await entry;
        _batcher.Waiting.Should().Be(0);
    }

    [Fact]
    public async Task What_comes_while_a_request_is_under_way_goes_together_when_it_returns()
    {
        var first = _batcher.AddAsync(1);
        var request = await NextAsync();
        var others = Enumerable.Range(0, 4).Select(_ => _batcher.AddAsync(1)).ToList();
        _batcher.Waiting.Should().Be(4);

        request.Take();
        var next = await NextAsync();
        next.Take();

        next.Batch.Should().HaveCount(4);
        await Task.WhenAll([first, .. others]);
    }

    [Fact]
    public async Task What_waits_for_a_request_that_hangs_goes_beside_it_after_a_while()
    {
        _ = _batcher.AddAsync(1);
        await NextAsync(); // it never returns
        var others = Enumerable.Range(0, 3).Select(_ => _batcher.AddAsync(1)).ToList();
        _batcher.Waiting.Should().Be(3, "the request may be about to return");

        var second = await NextAfterAWhileAsync();
        second.Take();

        second.Batch.Should().HaveCount(3, "they go together");
        await Task.WhenAll(others);
        var late = _batcher.AddAsync(1);
        (await NextAfterAWhileAsync()).Take();
        await late;
    }

    [Fact]
    public async Task What_waits_while_as_many_requests_hang_as_are_allowed_goes_when_one_returns()
    {
        _ = _batcher.AddAsync(1);
        var first = await NextAsync();
        _ = _batcher.AddAsync(1);
        await NextAfterAWhileAsync();

        var third = _batcher.AddAsync(1);
        _time.Advance(10 * Batcher<int>.Patience);
        _batcher.Waiting.Should().Be(1, "two requests are under way, and no more are allowed");
        first.Take();

        (await NextAfterAWhileAsync()).Take();
        await third;
    }

    [Fact]
    public async Task A_full_batch_does_not_wait_while_requests_may_be_under_way()
    {
        _ = _batcher.AddAsync(1);
        await NextAsync();

        var more = Enumerable.Range(0, 25).Select(_ => _batcher.AddAsync(1)).ToList();
        var second = await NextAsync();

        second.Batch.Should().HaveCount(10);
        _batcher.Waiting.Should().Be(15, "two requests are under way, and no more are allowed");
        second.Take();
        (await NextAsync()).Take();
        _sent.Should().BeEmpty("what is left is no full batch, and one request is still under way");
        await Task.WhenAll(more.Take(20));
    }

    [Fact]
    public async Task A_batch_holds_no_more_bytes_than_allowed()
    {
        _ = _batcher.AddAsync(1);
        var first = await NextAsync();
        foreach (var size in new[] { 400, 500, 300 }) _ = _batcher.AddAsync(size);

        // 1,200 bytes wait: a full batch.
        var second = await NextAsync();

        second.Batch.Select(item => item.Entry).Should().Equal(400, 500);
        first.Take();
        second.Take();
        (await NextAsync()).Batch.Select(item => item.Entry).Should().Equal(300);
    }

    [Fact]
    public void An_entry_larger_than_a_batch_is_refused_with_both_sizes()
    {
        var adding = () => { _ = _batcher.AddAsync(1_001); };

        adding.Should().Throw<ArgumentException>().WithMessage("*1001 bytes*at most 1000*");
    }

    [Fact]
    public async Task A_failed_request_fails_its_entries_and_the_next_one_goes()
    {
        var failed = _batcher.AddAsync(1);
        var request = await NextAsync();
        var next = _batcher.AddAsync(2);

        request.Answered.SetException(new TimeoutException("no answer"));
        (await NextAsync()).Take();

        await failed.Awaiting(task => task).Should().ThrowAsync<TimeoutException>();
        await next;
    }

    [Fact]
    public async Task An_entry_that_the_answer_leaves_out_fails()
    {
        var entry = _batcher.AddAsync(1);

        (await NextAsync()).Answered.SetResult();

        await entry.Awaiting(task => task).Should().ThrowAsync<InvalidOperationException>().WithMessage("*did not answer*");
    }

    [Fact]
    public async Task Draining_ends_with_the_last_request()
    {
        _batcher.DrainAsync().IsCompleted.Should().BeTrue();
        _ = _batcher.AddAsync(1);
        var first = await NextAsync();
        _ = _batcher.AddAsync(1);
        var drained = _batcher.DrainAsync();

        first.Take();
        var last = await NextAsync();
        drained.IsCompleted.Should().BeFalse();
        last.Take();

        await drained;
    }

    [Fact]
    public async Task Every_one_of_many_concurrent_entries_goes_exactly_once()
    {
        var gone = new ConcurrentBag<int>();
        var batcher = new Batcher<int>(
            new BatchLimits(10, int.MaxValue, 8),
            _ => 1,
            async batch =>
            {
                await Task.Yield();
                foreach (var item in batch)
                {
                    gone.Add(item.Entry);
                    item.TrySetResult();
                }
            },
            TimeProvider.System);

        await Parallel.ForEachAsync(Enumerable.Range(0, 20_000), async (entry, _) => await batcher.AddAsync(entry));

        gone.Order().Should().Equal(Enumerable.Range(0, 20_000));
    }

    /// <summary>Time passes until a request comes.</summary>
    private async Task<Request> NextAfterAWhileAsync()
    {
        await Patiently.UntilAsync(
            () =>
            {
                _time.Advance(Batcher<int>.Patience);
                return !_sent.IsEmpty;
            },
            "a request comes");
        return await NextAsync();
    }

    private async Task<Request> NextAsync()
    {
        (await _came.WaitAsync(TimeSpan.FromSeconds(30))).Should().BeTrue("a request was to come");
        _sent.TryDequeue(out var request).Should().BeTrue();
        return request!;
    }

    private sealed record Request(IReadOnlyList<Batcher<int>.Item> Batch)
    {
        public TaskCompletionSource Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Take()
        {
            foreach (var item in Batch) item.TrySetResult();
            Answered.SetResult();
        }
    }
}
