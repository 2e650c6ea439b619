using AlertResponder.Bench.Candidates;
using AlertResponder.Bench.ChildProcesses;

namespace AlertResponder.Bench.Tests.Candidates;

public sealed class When_messages_are_lost
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_round_ends_though_publishers_wait_for_a_full_window()
    {
        using var arrivals = new Arrivals(window: 10);
        await using var candidate = new LosingCandidate(arrivals);
        var measurement = new Measurement(candidate, arrivals, new ApiCalls(), Moment);
        var cancellation = TestContext.Current.CancellationToken;

        var round = await measurement.RoundAsync(new RoundRequest(100)).WaitAsync(Long, cancellation);
        round.Consumed.Should().Be(9, "every other message is lost, and ten lost ones fill the window");

        var next = await measurement.RoundAsync(new RoundRequest(4)).WaitAsync(Long, cancellation);
        next.Consumed.Should().Be(2, "a new round has a window of its own");
        measurement.Tally().Should().Be(new TallyResult(93, 0));
    }

    /// <summary>Loses every other message, the first of all included.</summary>
    private sealed class LosingCandidate(Arrivals arrivals) : ICandidate
    {
        public Task StartAsync() => Task.CompletedTask;

        public async Task PublishAsync(int first, int count, CancellationToken cancellationToken)
        {
            for (var index = first; index < first + count; index++)
            {
                await arrivals.EnterAsync(1, cancellationToken);
                if (index % 2 == 1) arrivals.Note(index);
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
