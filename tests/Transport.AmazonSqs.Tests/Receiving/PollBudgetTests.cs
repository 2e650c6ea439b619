using AlertResponder.Transport.AmazonSqs.Internal.Receiving;
using CsCheck;

namespace AlertResponder.Transport.AmazonSqs.Tests.Receiving;

public sealed class PollBudgetTests
{
    private static readonly TimeSpan Visibility = TimeSpan.FromSeconds(30);

    [Fact]
    public void Poll_reserves_room_for_ten_messages_and_a_free_handler_is_room()
    {
        var budget = new PollBudget(prefetchCount: 15, handlers: 5, Visibility);

        Polls(budget).Should().BeTrue();
        Polls(budget).Should().BeTrue();
        Polls(budget).Should().BeFalse();
    }

    [Fact]
    public void Room_that_a_poll_did_not_need_is_free_when_it_ends()
    {
        var budget = new PollBudget(prefetchCount: 9, handlers: 1, Visibility);
        Polls(budget);

        budget.Received(9);
        Polls(budget).Should().BeTrue();
        budget.Received(1);
        Polls(budget).Should().BeFalse();
    }

    [Fact]
    public async Task Poll_begins_when_a_handler_has_finished_with_what_was_one_too_many()
    {
        var budget = new PollBudget(prefetchCount: 1, handlers: 1, Visibility);
        await budget.WaitForRoomAsync(TestContext.Current.CancellationToken);
        budget.Received(3);

        var waiting = budget.WaitForRoomAsync(TestContext.Current.CancellationToken);
        budget.Begun();
        budget.Handled(TimeSpan.Zero);
        waiting.IsCompleted.Should().BeFalse("two still wait, for one handler and one place");
        budget.Begun();
        budget.Handled(TimeSpan.Zero);

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
        await budget.Awaiting(it => it.WaitForRoomAsync(stop.Token)).Should().ThrowAsync<OperationCanceledException>();
    }

    [Theory]
    [InlineData(10, 60, 1)]
    [InlineData(10, 7.5, 10)]
    [InlineData(10, 0.75, 100)]
    [InlineData(10, 0.001, 1000)]
    public void No_more_wait_than_get_through_in_a_quarter_of_the_visibility(int handlers, double seconds, int room)
    {
        var budget = new PollBudget(prefetchCount: 1000, handlers, Visibility);
        for (var i = 0; i < 500; i++) Answer(budget, 1, TimeSpan.FromSeconds(seconds)); // the mean is that of the last few
        Polls(budget);

        budget.Received(handlers + room - 1);
        Polls(budget).Should().BeTrue();
        budget.Received(1);

        Polls(budget).Should().BeFalse();
    }

    [Fact]
    public void An_idle_queue_has_one_poller()
    {
        var budget = new PollBudget(prefetchCount: 100, handlers: 100, Visibility);
        for (var i = 0; i < 50; i++) Answer(budget, 1);

        budget.TryStartPoller().Should().BeFalse();
    }

    [Fact]
    public async Task Full_answers_start_pollers_as_long_as_there_is_room_and_empty_ones_end_them()
    {
        var budget = new PollBudget(prefetchCount: 30, handlers: 10, Visibility);
        for (var i = 0; i < 50; i++) Answer(budget, 10);

        budget.TryStartPoller().Should().BeTrue();
        budget.TryEndPoller().Should().BeFalse("answers are full");
        var ended = budget.AllPollsEndedAsync();
        ended.IsCompleted.Should().BeFalse();

        for (var i = 0; i < 50; i++) Answer(budget, 0);
        budget.TryEndPoller().Should().BeTrue();
        budget.TryStartPoller().Should().BeFalse();
        await ended.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void What_is_in_hand_never_exceeds_handlers_and_prefetch_count_by_a_poll() =>
        Gen.Select(Gen.Int[1, 50], Gen.Int[0, 3].Array[0, 200], Gen.Int[0, 10].Array[1, 50]).Sample((prefetch, steps, answers) =>
        {
            const int handlers = 5;
            var budget = new PollBudget(prefetch, handlers, Visibility);
            var (polls, waiting, running) = (0, 0, 0);
            foreach (var step in steps)
            {
                switch (step)
                {
                    case 0 when Polls(budget):
                        polls++;
                        break;
                    case 1 when polls > 0:
                        var answer = answers[polls % answers.Length];
                        budget.Received(answer);
                        polls--;
                        waiting += answer;
                        break;
                    case 2 when waiting > 0 && running < handlers:
                        budget.Begun();
                        waiting--;
                        running++;
                        break;
                    case 3 when running > 0:
                        budget.Handled(TimeSpan.Zero);
                        running--;
                        break;
                }

                if (waiting + running + (polls * 10) >= prefetch + handlers + 10) return false;
            }

            return true;
        });

    /// <summary>Begins a poll if there is room for it now.</summary>
    private static bool Polls(PollBudget budget)
    {
        using var now = new CancellationTokenSource();
        var poll = budget.WaitForRoomAsync(now.Token);
        if (poll.IsCompletedSuccessfully) return true;

        now.Cancel();
        return false;
    }

    private static void Answer(PollBudget budget, int messages, TimeSpan duration = default)
    {
        Polls(budget).Should().BeTrue();
        budget.Received(messages);
        for (var i = 0; i < messages; i++)
        {
            budget.Begun();
            budget.Handled(duration);
        }
    }
}
