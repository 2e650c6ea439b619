using AlertResponder.Contracts;
using AlertResponder.FakeServices.Slack;

namespace AlertResponder.Emitter.Slack.Tests;

public sealed class When_the_history_cannot_be_read
{
    private readonly Guid _id = Guid.NewGuid();

    [Fact]
    public async Task Message_whose_answer_was_lost_is_posted_again_and_marked()
    {
        await using var world = await SlackWorld.StartAsync();
        world.Slack.HasHistoryScope = false;
        world.LoseNextAnswer();

        await world.TakeInAsync(Verdict(2, Severity.Urgent));
        await world.SettleAsync();

        var messages = world.Slack.Messages;
        messages.Should().HaveCount(2);
        messages[0].Plain.Should().NotContain("twice");
        messages[1].Plain.Should().Contain("This may be there twice");
        (await world.StateAsync(_id)).Ts.Should().Be(messages[1].Ts);
        world.Logs.Lines.Should().ContainSingle(line => line.Id == 1523).Which.Text.Should().Contain("C0ALERTS cannot be read (missing_scope), so it is posted again").And.Contain("channels:history");
    }

    [Fact]
    public async Task Reply_whose_answer_was_lost_is_posted_again_and_marked_and_the_next_one_is_not()
    {
        await using var world = await SlackWorld.StartAsync();
        world.Slack.HasHistoryScope = false;
        await world.TakeInAsync(Verdict(2, Severity.Unclassified));
        await world.SettleAsync();
        world.LoseNextAnswer();
        await world.TakeInAsync(Verdict(3, Severity.Urgent, number: 2));
        await world.SettleAsync();
        await world.TakeInAsync(Verdict(4, Severity.Safe, number: 3));
        await world.SettleAsync();

        world.Replies.Select(reply => reply.Plain.Contains("twice", StringComparison.Ordinal)).Should().Equal(false, true, false);
        world.Message.Plain.Should().NotContain("twice");
    }

    [Fact]
    public async Task Nothing_is_posted_again_where_that_is_set_and_a_further_verdict_is()
    {
        await using var world = await SlackWorld.StartAsync(("Slack:RepeatUnread", "false"));
        world.Slack.HasHistoryScope = false;
        world.LoseNextAnswer();
        await world.TakeInAsync(Verdict(2, Severity.Unclassified));
        await world.SettleAsync();
        world.Slack.Messages.Should().ContainSingle();
        world.Logs.Lines.Should().ContainSingle(line => line.Id == 1523).Which.Text.Should().Contain("so it is not posted again");

        await world.TakeInAsync(Verdict(3, Severity.Urgent, number: 2));
        await world.SettleAsync();
        world.LoseNextAnswer();
        await world.TakeInAsync(Verdict(4, Severity.Safe, number: 3));
        await world.SettleAsync();

        world.Written(_id).Should().Equal("opened", "verdict 1", "opened", "verdict 2", "verdict 3");
    }

    [Fact]
    public async Task Answers_that_are_always_lost_do_not_fill_the_channel()
    {
        await using var world = await SlackWorld.StartAsync();
        world.Slack.HasHistoryScope = false;
        for (var number = 0; number < 20; number++) world.LoseNextAnswer();

        await world.TakeInAsync(Verdict(2, Severity.Urgent));
        await world.SettleAsync();

        world.Slack.Messages.Should().HaveCount(1 + SlackEmitter.MaxRepeats);
        world.Logs.Lines.Where(line => line.Id == 1523).Should().HaveCount(1 + SlackEmitter.MaxRepeats);
    }

    [Fact]
    public async Task Try_is_looked_for_in_the_channel_that_it_was_made_in()
    {
        await using var world = await SlackWorld.StartAsync(("Slack:Channels:0:Severity", "Urgent"), ("Slack:Channels:0:Channel", "C0URGENT"));
        world.LoseNextAnswer();
        await world.TakeInAsync(Verdict(2, Severity.Unclassified));
        await world.SettleAsync(TimeSpan.FromSeconds(5));
        await world.TakeInAsync(Verdict(3, Severity.Urgent, number: 2));
        await world.SettleAsync();

        world.Written(_id).Should().Equal("opened", "verdict 1", "verdict 2");
        world.Slack.Messages.Should().OnlyContain(message => message.Channel == SlackWorld.Channel);
    }

    [Fact]
    public async Task Busy_channel_is_read_page_by_page_and_a_very_busy_one_counts_as_unread()
    {
        await using var world = await SlackWorld.StartAsync();
        world.LoseNextAnswer();
        await world.TakeInAsync(Verdict(2, Severity.Urgent));
        await world.SettleAsync(TimeSpan.FromSeconds(5));
        for (var number = 0; number < 250; number++) world.Slack.PostByOther(world.Slack.Messages[0]);
        await world.SettleAsync();
        world.Count("chat.postMessage").Should().Be(1);
        world.Count("conversations.history").Should().Be(2);

        var other = Guid.NewGuid();
        world.LoseNextAnswer();
        await world.TakeInAsync(Reports.Report(other, 2, 1, Severity.Urgent));
        await world.SettleAsync(TimeSpan.FromSeconds(5));
        for (var number = 0; number < 450; number++) world.Slack.PostByOther(world.Slack.Messages[0]);
        await world.SettleAsync();

        world.Written(other).Should().HaveCount(4);
        world.Logs.Lines.Should().ContainSingle(line => line.Id == 1523).Which.Text.Should().Contain("too many messages since");
    }

    private ReportDocument Verdict(int version, Severity severity, int number = 1) => Reports.Report(_id, version, number, severity);
}
