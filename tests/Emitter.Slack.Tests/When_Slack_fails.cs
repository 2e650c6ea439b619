using System.Text.Json.Nodes;
using AlertResponder.Contracts;
using AlertResponder.FakeServices.Slack;
using AlertResponder.TestKit;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Emitter.Slack.Tests;

public sealed class When_Slack_fails
{
    private readonly Guid _id = Guid.NewGuid();

    public static TheoryData<string> Faults => [.. All.Keys];

    private static Dictionary<string, Func<SlackFault>> All => new()
    {
        ["dropped before the work"] = SlackFault.DropBefore,
        ["dropped after the work"] = SlackFault.DropAfter,
        ["internal_error"] = () => SlackFault.Error("internal_error"),
        ["internal_error after the work"] = () => SlackFault.ErrorAfterwards("internal_error"),
        ["fatal_error after the work"] = () => SlackFault.ErrorAfterwards("fatal_error"),
        ["500"] = () => SlackFault.HttpError(500),
        ["502 after the work"] = () => SlackFault.HttpError(502, doesTheWork: true),
        ["408"] = () => SlackFault.HttpError(408),
        ["429 with a time"] = () => SlackFault.RateLimit(TimeSpan.FromMinutes(7)),
        ["429 without a time"] = () => SlackFault.RateLimit(),
        ["429 with a time that is none"] = () => SlackFault.RateLimit("soon"),
        ["ratelimited without 429"] = () => SlackFault.Error("ratelimited"),
        ["message_limit_exceeded"] = () => SlackFault.Error("message_limit_exceeded"),
        ["not_in_channel"] = () => SlackFault.Error("not_in_channel"),
        ["channel_not_found"] = () => SlackFault.Error("channel_not_found"),
        ["restricted_action"] = () => SlackFault.Error("restricted_action"),
        ["msg_too_long"] = () => SlackFault.Error("msg_too_long"),
        ["invalid_auth"] = () => SlackFault.Error("invalid_auth"),
        ["403 of a proxy"] = () => SlackFault.HttpError(403),
        ["a proxy's page"] = () => SlackFault.OtherAnswer("<html>Log in</html>"),
        ["a proxy's error"] = () => SlackFault.OtherAnswer("<html>Bad gateway</html>", 502),
        ["an answer that says nothing"] = () => SlackFault.OtherAnswer("{}"),
        ["a redirect"] = () => SlackFault.HttpError(302),
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Whatever_fails_once_there_is_one_message_and_one_reply(string fault)
    {
        await using var world = await SlackWorld.StartAsync();
        world.Slack.Script(All[fault]().For("chat.postMessage"));
        await world.TakeInAsync(Verdict(2, Severity.Unclassified));
        await world.SettleAsync();
        world.Written(_id).Should().Equal("opened", "verdict 1");

        world.Slack.Script(All[fault]().For("chat.postMessage"), All[fault]().For("chat.update"));
        await world.TakeInAsync(Verdict(3, Severity.Safe, number: 2));
        await world.SettleAsync();

        world.Written(_id).Should().Equal("opened", "verdict 1", "verdict 2");
        world.Message.Plain.Should().Contain("*Severity: safe*");
    }

    [Theory]
    [InlineData("420", 420)]
    [InlineData("Tue, 24 Nov 2026 12:07:00 GMT", 420)]
    [InlineData(null, 60)]
    [InlineData("-5", 60)]
    public async Task Rate_limit_is_kept(string? retryAfter, int seconds)
    {
        await using var world = await SlackWorld.StartAsync();
        world.Slack.Script((retryAfter is null ? SlackFault.RateLimit() : SlackFault.RateLimit(retryAfter)).For("chat.postMessage"));

        await world.TakeInAsync(Verdict(2, Severity.Urgent));
        await world.SettleAsync();

        var posts = world.Slack.Calls.Where(call => call.Method == "chat.postMessage").ToList();
        posts.Should().HaveCount(2);
        (posts[1].At - posts[0].At).Should().BeCloseTo(TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(5));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Whatever_fails_while_it_is_looked_for_there_is_one_message(string fault)
    {
        if (fault is "not_in_channel" or "channel_not_found") return; // the history cannot be read then: When_the_history_cannot_be_read
        await using var world = await SlackWorld.StartAsync();
        world.Slack.Script(SlackFault.DropAfter().For("chat.postMessage"), All[fault]().For("conversations.history"));

        await world.TakeInAsync(Verdict(2, Severity.Urgent));
        await world.SettleAsync();

        world.Written(_id).Should().Equal("opened", "verdict 1");
        world.Count("chat.postMessage").Should().Be(1);
    }

    [Fact]
    public async Task Late_answer_is_not_waited_for_and_the_message_is_found()
    {
        await using var world = await SlackWorld.StartAsync();
        world.Slack.Script(SlackFault.LateAnswer(TimeSpan.FromMinutes(10)).For("chat.postMessage"));

        await world.TakeInAsync(Verdict(2, Severity.Urgent));
        var work = world.SettleAsync();
        await Patiently.UntilAsync(() => world.Slack.Messages.Count == 1, "the message is there");
        world.Clock.Advance(TimeSpan.FromSeconds(31));
        await work;

        world.Written(_id).Should().Equal("opened", "verdict 1");
        world.Count("chat.postMessage").Should().Be(1);
        (await world.StateAsync(_id)).Ts.Should().Be(world.Message.Ts);
    }

    [Fact]
    public async Task Message_that_bears_another_reports_signature_is_not_taken_for_this_ones()
    {
        await using var world = await SlackWorld.StartAsync();
        await world.TakeInAsync(Verdict(2, Severity.Urgent));
        await world.SettleAsync();
        var (other, body) = (Guid.NewGuid(), world.Message.Body.ToJsonString());
        var forged = world.Slack.PostByOther(world.Message with { Body = (JsonObject)JsonNode.Parse(body.Replace($"{_id:D}", $"{other:D}"))! }, FakeSlack.BotId);
        world.Slack.Script(SlackFault.DropBefore().For("chat.postMessage"));

        await world.TakeInAsync(Reports.Report(other, 2, 1, Severity.Urgent));
        await world.SettleAsync();

        var state = await world.StateAsync(other);
        state.Ts.Should().NotBeNull().And.NotBe(forged.Ts, "its signature is another report's");
        world.Slack.Messages.Should().HaveCount(3).And.Contain(message => message.Ts == state.Ts);
    }

    [Fact]
    public async Task Copy_by_another_app_of_a_message_that_was_lost_is_not_adopted()
    {
        await using var world = await SlackWorld.StartAsync();
        world.Slack.Script(SlackFault.DropAfter().For("chat.postMessage"));
        await world.TakeInAsync(Verdict(2, Severity.Urgent));
        await world.SettleAsync(TimeSpan.FromSeconds(5));
        var original = world.Message;
        world.Slack.PostByOther(original);
        world.Slack.DeleteByPerson(original.Ts);

        await world.SettleAsync();

        (await world.StateAsync(_id)).Ts.Should().Be(world.Slack.Messages.Should().ContainSingle(message => message.BotId == FakeSlack.BotId).Subject.Ts);
    }

    [Fact]
    public async Task Message_that_came_through_very_late_is_deleted_again()
    {
        await using var world = await SlackWorld.StartAsync();
        world.Slack.Script(SlackFault.DropBefore().For("chat.postMessage"));
        await world.TakeInAsync(Verdict(2, Severity.Urgent));
        await world.SettleAsync(TimeSpan.FromMinutes(5));
        world.Slack.PostByOther(world.Message, FakeSlack.BotId);
        world.Written(_id).Should().HaveCount(4);

        await world.SettleAsync();

        world.Written(_id).Should().Equal("opened", "verdict 1");
        world.Message.Ts.Should().Be((await world.StateAsync(_id)).Ts);
    }

    [Fact]
    public async Task Reply_that_came_through_twice_is_deleted_once()
    {
        await using var world = await SlackWorld.StartAsync();
        await world.TakeInAsync(Verdict(2, Severity.Unclassified));
        await world.SettleAsync();
        world.Slack.Script(SlackFault.DropBefore().For("chat.postMessage"));
        await world.TakeInAsync(Verdict(3, Severity.Urgent, number: 2));
        await world.SettleAsync(TimeSpan.FromMinutes(5));
        world.Slack.PostByOther(world.Replies.Single(), FakeSlack.BotId);

        await world.SettleAsync();

        world.Written(_id).Should().Equal("opened", "verdict 1", "verdict 2");
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("archived")]
    public async Task Message_that_is_gone_is_not_written_any_more(string how)
    {
        await using var world = await SlackWorld.StartAsync();
        await world.TakeInAsync(Verdict(2, Severity.Unclassified));
        await world.SettleAsync();
        if (how == "deleted") world.Slack.DeleteByPerson(world.Message.Ts);
        else world.Slack.ArchiveByPerson(SlackWorld.Channel);

        await world.TakeInAsync(Verdict(3, Severity.Urgent, number: 2));
        await world.TakeInAsync(Verdict(4, Severity.Safe, number: 3));
        await world.SettleAsync();

        world.Replies.Should().BeEmpty();
        (await world.RowAsync(_id)).AbandonedReason.Should().Be(how == "deleted" ? "chat.update: message_not_found" : "chat.update: is_archived");
        world.Count("chat.update").Should().Be(1);
    }

    [Fact]
    public async Task Report_for_an_archived_channel_waits_and_says_so()
    {
        await using var world = await SlackWorld.StartAsync();
        world.Slack.ArchiveByPerson(SlackWorld.Channel);

        await world.TakeInAsync(Verdict(2, Severity.Urgent));
        await world.SettleAsync(TimeSpan.FromMinutes(50));

        (await world.RowAsync(_id)).AbandonedReason.Should().BeNull();
        world.Logs.Lines.Should().ContainSingle(line => line.Id == 1413).Which.Text.Should().Contain("chat.postMessage: is_archived");
    }

    [Fact]
    public async Task Update_that_is_refused_holds_up_no_reply()
    {
        await using var world = await SlackWorld.StartAsync();
        await world.TakeInAsync(Verdict(2, Severity.Unclassified));
        await world.SettleAsync();
        world.Slack.Script(SlackFault.Error("edit_window_closed").For("chat.update"));

        await world.TakeInAsync(Verdict(3, Severity.Urgent, number: 2));
        await world.SettleAsync(TimeSpan.FromMinutes(1));

        world.Replies.Should().ContainSingle();
    }

    [Fact]
    public async Task Token_that_was_revoked_pauses_everything_and_loses_nothing()
    {
        await using var world = await SlackWorld.StartAsync();
        await world.TakeInAsync(Verdict(2, Severity.Unclassified));
        await world.SettleAsync();
        world.Slack.IsRevoked = true;

        await world.TakeInAsync(Verdict(3, Severity.Urgent, number: 2));
        await world.TakeInAsync(Reports.Report(Guid.NewGuid(), 2, 1, Severity.Urgent));
        await world.SettleAsync(TimeSpan.FromMinutes(20));
        world.Slack.Calls.Count(call => call.Error == "token_revoked" && call.Method != "auth.test").Should().BeLessThanOrEqualTo(2, "each report tries once at the most");
        world.Logs.Lines.Should().ContainSingle(line => line.Id == 1521).Which.Text.Should().Contain("auth.test: token_revoked");
        world.Slack.IsRevoked = false;
        await world.SettleAsync();

        world.Written(_id).Should().Equal("opened", "verdict 1", "verdict 2");
        world.Slack.Messages.Count(message => message.ThreadTs is null).Should().Be(2);
        world.Logs.Lines.Should().Contain(line => line.Id == 1522);
    }

    [Fact]
    public async Task What_another_app_has_posted_is_left_to_it()
    {
        await using var world = await SlackWorld.StartAsync();
        await world.TakeInAsync(Verdict(2, Severity.Unclassified));
        await world.SettleAsync();
        world.Slack.UserId = "U0OTHER";
        await world.RestartAsync();
        world.PassLease();

        await world.TakeInAsync(Verdict(3, Severity.Urgent, number: 2));
        await world.SettleAsync();

        world.Written(_id).Should().Equal("opened", "verdict 1");
    }

    [Fact]
    public async Task Slack_that_cannot_be_asked_is_told_of_and_asked_again()
    {
        await using var world = await SlackWorld.StartAsync();
        world.Slack.Script(SlackFault.HttpError(503), SlackFault.RateLimit(TimeSpan.FromMinutes(2)));

        await world.TakeInAsync(Verdict(2, Severity.Urgent));
        await world.SettleAsync();

        world.Written(_id).Should().Equal("opened", "verdict 1");
        world.Logs.Lines.Where(line => line.Id == 1524).Should().HaveCount(2).And.OnlyContain(line => line.Level == LogLevel.Warning);
    }

    [Fact]
    public async Task Scope_that_is_missing_is_named()
    {
        await using var world = await SlackWorld.StartAsync();
        world.Slack.Script(SlackFault.OtherAnswer("""{"ok":false,"error":"missing_scope","needed":"chat:write","provided":"users:read"}""").For("chat.postMessage"));

        await world.TakeInAsync(Verdict(2, Severity.Urgent));
        await world.SettleAsync(TimeSpan.FromMinutes(5));

        world.Logs.Lines.Should().ContainSingle(line => line.Id == 1413).Which.Text.Should().Contain("chat.postMessage: missing_scope (needed: chat:write)");
    }

    [Fact]
    public async Task Token_is_in_the_header_alone_whatever_Slack_answers()
    {
        await using var world = await SlackWorld.StartAsync();
        var token = world.Slack.Token;
        world.Slack.Script(
            SlackFault.Error($"{token}").For("chat.postMessage"), SlackFault.HttpError(500).For("chat.postMessage"),
            SlackFault.OtherAnswer($$"""{"ok":false,"error":"missing_scope","needed":"{{token}}"}""").For("chat.postMessage"));

        await world.TakeInAsync(Verdict(2, Severity.Urgent));
        await world.SettleAsync();

        world.Written(_id).Should().Equal("opened", "verdict 1");
        world.Slack.Calls.Should().NotContain(call => call.Body.Contains(token));
        world.Logs.Lines.Should().NotContain(line => line.Text.Contains(token));
        ((await world.RowAsync(_id)).Failure ?? "").Should().NotContain(token);
    }

    private ReportDocument Verdict(int version, Severity severity, int number = 1) => Reports.Report(_id, version, number, severity);
}
