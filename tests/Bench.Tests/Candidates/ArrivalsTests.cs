using AlertResponder.Bench.Candidates;

namespace AlertResponder.Bench.Tests.Candidates;

public sealed class ArrivalsTests : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private readonly Arrivals _arrivals = new(window: 10);

    public void Dispose() => _arrivals.Dispose();

    [Fact]
    public async Task A_round_is_complete_when_each_message_has_come()
    {
        var first = _arrivals.Begin(3);
        var complete = _arrivals.CompleteAsync(Long);
        _arrivals.Note(first);
        _arrivals.Note(first + 2);
        _arrivals.Note(first + 2);
        complete.IsCompleted.Should().BeFalse("one came twice, and one is missing");

        _arrivals.Note(first + 1);
        await complete.WaitAsync(Long, TestContext.Current.CancellationToken);
        _arrivals.Missing.Should().Be(0);
    }

    [Fact]
    public async Task A_round_ends_when_nothing_comes_any_more()
    {
        _arrivals.Note(_arrivals.Begin(3));
        await _arrivals.CompleteAsync(Moment).WaitAsync(Long, TestContext.Current.CancellationToken);
        _arrivals.Missing.Should().Be(2);
    }

    [Fact]
    public void Losses_and_duplicates_do_not_make_up_for_each_other()
    {
        var first = _arrivals.Begin(5);
        foreach (var offset in new[] { 0, 1, 1, 1, 3 }) _arrivals.Note(first + offset);
        _arrivals.Tally().Should().Be((2, 2));
    }

    [Fact]
    public void A_message_of_an_earlier_round_counts_there_and_not_in_the_running_one()
    {
        var late = _arrivals.Begin(1);
        _arrivals.Begin(1);
        _arrivals.Note(late);
        _arrivals.Missing.Should().Be(1);
        _arrivals.Tally().Should().Be((1, 0));
    }

    [Fact]
    public async Task The_window_opens_with_each_arrival_and_with_no_duplicate()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var first = _arrivals.Begin(20);
        await _arrivals.EnterAsync(10, cancellation);
        _arrivals.Note(first);
        _arrivals.Note(first);

        await _arrivals.EnterAsync(1, cancellation);
        var next = _arrivals.EnterAsync(1, cancellation).AsTask();
        next.IsCompleted.Should().BeFalse();

        _arrivals.Note(first + 1);
        await next.WaitAsync(Long, cancellation);
    }

    [Fact]
    public async Task Publishers_of_batches_do_not_starve_each_other()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var first = _arrivals.Begin(1_000);
        var index = first;
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(PublishAsync, cancellation))).WaitAsync(Long, cancellation);
        _arrivals.Missing.Should().Be(0);

        async Task PublishAsync()
        {
            for (var batch = 0; batch < 5; batch++)
            {
                await _arrivals.EnterAsync(10, cancellation);
                for (var message = 0; message < 10; message++) _arrivals.Note(Interlocked.Increment(ref index) - 1);
            }
        }
    }
}
