using AlertResponder.Transport.AmazonSqs.Receiving;
using CsCheck;

namespace AlertResponder.Transport.AmazonSqs.Tests.Receiving;

public sealed class PollBudgetTests
{
    private static readonly TimeSpan Visibility = TimeSpan.FromSeconds(30);

    [Fact]
    public void Poll_reserves_room_for_ten_messages()
    {
        var budget = new PollBudget(prefetchCount: 20, handlers: 1, Visibility);

        budget.TryReserve().Should().BeTrue();
        budget.TryReserve().Should().BeTrue();
        budget.TryReserve().Should().BeFalse();
    }

    [Fact]
    public void Room_that_a_poll_did_not_need_is_free_when_it_ends()
    {
        var budget = new PollBudget(prefetchCount: 10, handlers: 1, Visibility);
        budget.TryReserve();

        budget.Received(9);
        budget.TryReserve().Should().BeTrue();
        budget.Received(1);
        budget.TryReserve().Should().BeFalse();
        budget.Begun();
        budget.TryReserve().Should().BeTrue();
    }

    [Fact]
    public async Task Poll_begins_when_a_handler_has_taken_what_waited()
    {
        var budget = new PollBudget(prefetchCount: 1, handlers: 1, Visibility);
        await budget.WaitForRoomAsync(TestContext.Current.CancellationToken);
        budget.Received(2);

        var waiting = budget.WaitForRoomAsync(TestContext.Current.CancellationToken);
        budget.Begun();
        waiting.IsCompleted.Should().BeFalse();
        budget.Begun();

        await waiting.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Waiting_for_room_ends_with_a_stop()
    {
        using var stop = new CancellationTokenSource();
        var budget = new PollBudget(prefetchCount: 1, handlers: 1, Visibility);
        await budget.WaitForRoomAsync(TestContext.Current.CancellationToken);

        var waiting = budget.WaitForRoomAsync(stop.Token);
        await stop.CancelAsync();

        await waiting.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    [Theory]
    [InlineData(10, 60, 1)]
    [InlineData(10, 7.5, 10)]
    [InlineData(10, 0.75, 100)]
    [InlineData(10, 0.001, 1000)]
    public void No_more_wait_than_get_through_in_a_quarter_of_the_visibility(int handlers, double seconds, int room)
    {
        var budget = new PollBudget(prefetchCount: 1000, handlers, Visibility);
        for (var i = 0; i < 500; i++) budget.Handled(TimeSpan.FromSeconds(seconds)); // the mean is that of the last few
        budget.TryReserve();

        budget.Received(room - 1);
        budget.TryReserve().Should().BeTrue();
        budget.Received(1);

        budget.TryReserve().Should().BeFalse();
    }

    [Fact]
    public async Task Further_pollers_start_while_there_is_room_for_their_polls()
    {
        var budget = new PollBudget(prefetchCount: 30, handlers: 10, Visibility);
        budget.AllPollsEndedAsync().IsCompleted.Should().BeTrue();

        Enumerable.Range(0, 5).Count(_ => budget.TryStartPoller()).Should().Be(3);
        var ended = budget.AllPollsEndedAsync();
        budget.PollerEnded();
        budget.TryStartPoller().Should().BeTrue();
        for (var i = 0; i < 3; i++) budget.PollerEnded();

        await ended.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void What_waits_never_exceeds_the_prefetch_count_by_a_poll() =>
        Gen.Select(Gen.Int[1, 50], Gen.Int[0, 2].Array[0, 200], Gen.Int[0, 10].Array[1, 50]).Sample((prefetch, steps, answers) =>
        {
            var budget = new PollBudget(prefetch, handlers: 5, Visibility);
            var polls = 0;
            var waiting = 0;
            foreach (var step in steps)
            {
                if (step == 0 && budget.TryReserve())
                {
                    polls++;
                }
                else if (step == 1 && polls > 0)
                {
                    var answer = answers[polls % answers.Length];
                    budget.Received(answer);
                    polls--;
                    waiting += answer;
                }
                else if (step == 2 && waiting > 0)
                {
                    budget.Begun();
                    waiting--;
                }

                if (waiting + (polls * 10) >= prefetch + 10) return false;
            }

            return true;
        });
}
