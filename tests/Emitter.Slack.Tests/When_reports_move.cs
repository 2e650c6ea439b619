using AlertResponder.Contracts;
using AlertResponder.FakeServices.Slack;

namespace AlertResponder.Emitter.Slack.Tests;

public sealed class When_reports_move
{
    private readonly Guid _id = Guid.NewGuid();

    [Fact]
    public async Task One_message_follows_the_report_and_each_further_verdict_is_a_reply()
    {
        await using var world = await SlackWorld.StartAsync();
        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync();
        world.Slack.Messages.Should().BeEmpty("there is no verdict yet");

        await world.TakeInAsync(Verdict(2, Severity.Unclassified));
        await world.SettleAsync();
        world.Message.Plain.Should().Contain("*Severity: unclassified*").And.Contain("*Alerts:* 1,");
        world.Message.Updates.Should().Be(0);

        await world.TakeInAsync(Reports.Report(_id, version: 3, verdictNumber: 1, Severity.Unclassified, count: 5));
        await world.SettleAsync();
        world.Message.Plain.Should().Contain("*Alerts:* 5,");
        world.Replies.Should().BeEmpty();

        await world.TakeInAsync(Verdict(4, Severity.Urgent, number: 2));
        await world.TakeInAsync(Verdict(5, Severity.Safe, number: 3));
        await world.SettleAsync();
        world.Message.Plain.Should().Contain("*Severity: safe*");
        world.Replies.Select(reply => reply.ThreadTs).Should().OnlyContain(ts => ts == world.Message.Ts);
        world.Replies.Select(reply => reply.Texts[0].Split(',')[0]).Should().Equal("*Severity: urgent*", "*Severity: safe*");
        world.Slack.Calls.Should().OnlyContain(call => call.Error == null);
    }

    [Fact]
    public async Task Safe_report_is_not_posted_yet_one_that_was_posted_is_followed_to_its_end()
    {
        await using var world = await SlackWorld.StartAsync(("Slack:MinSeverity", "Urgent"));
        await world.TakeInAsync(Verdict(2, Severity.Unclassified));
        await world.SettleAsync();
        world.Slack.Messages.Should().BeEmpty();

        await world.TakeInAsync(Verdict(3, Severity.Urgent, number: 2));
        await world.SettleAsync();
        await world.TakeInAsync(Verdict(4, Severity.Safe, number: 3) with { Status = ReportStatus.Closed });
        await world.SettleAsync();

        world.Message.Plain.Should().Contain("*Severity: safe*").And.Contain("*Closed:*");
        world.Written(_id).Should().Equal("opened", "verdict 2", "verdict 3");
    }

    [Fact]
    public async Task Reply_that_makes_a_report_urgent_is_shown_in_the_channel_as_well()
    {
        await using var world = await SlackWorld.StartAsync();
        foreach (var report in new[] { Verdict(2, Severity.Unclassified), Verdict(3, Severity.Urgent, 2), Verdict(4, Severity.Urgent, 3), Verdict(5, Severity.Safe, 4) })
        {
            await world.TakeInAsync(report);
            await world.SettleAsync();
        }

        world.Replies.Select(reply => reply.IsBroadcast).Should().Equal(true, false, false);
    }

    [Fact]
    public async Task Message_is_posted_where_its_verdict_and_rule_belong_and_stays_there()
    {
        await using var world = await SlackWorld.StartAsync(("Slack:Channels:0:Severity", "Urgent"), ("Slack:Channels:0:Channel", "C0URGENT"));
        await world.TakeInAsync(Verdict(2, Severity.Urgent));
        await world.SettleAsync();
        await world.TakeInAsync(Verdict(3, Severity.Unclassified, number: 2));
        await world.TakeInAsync(Reports.Report(Guid.NewGuid(), 2, 1, Severity.Unclassified));
        await world.SettleAsync();

        world.Slack.Messages.Where(message => message.ThreadTs is null).Select(message => message.Channel).Should().Equal("C0URGENT", SlackWorld.Channel);
        world.Replies.Should().ContainSingle().Which.Channel.Should().Be("C0URGENT");
    }

    [Fact]
    public async Task Reviewer_is_sent_the_address_of_the_message()
    {
        await using var world = await SlackWorld.StartAsync();
        await world.TakeInAsync(Verdict(2, Severity.Urgent));
        await world.SettleAsync();

        var place = world.Places.Values.Should().ContainSingle().Subject;
        place.Place.Should().Be("message in C0ALERTS");
        place.Url.Should().Be($"{world.Slack.Address}archives/C0ALERTS/p{world.Message.Ts.Replace(".", "")}");
        place.VerdictNumber.Should().Be(1);
    }

    [Fact]
    public async Task Nothing_is_unfurled_linked_or_addressed_by_Slack_itself()
    {
        await using var world = await SlackWorld.StartAsync(("Reports:PublicUrl", "https://alerts.example"));
        await world.TakeInAsync(Verdict(2, Severity.Urgent) with { Title = "<!channel> https://evil.example", RuleName = "<@U0123>" });
        await world.SettleAsync();
        await world.TakeInAsync(Verdict(3, Severity.Safe, number: 2) with { Title = "<!channel>" });
        await world.SettleAsync();

        world.Message.Controls.Should().Equal($"<https://alerts.example/reports/{_id}|The report>");
        foreach (var call in world.Slack.Calls.Where(call => call.Method == "chat.postMessage"))
            call.Body.Should().Contain("\"unfurl_links\":false").And.Contain("\"unfurl_media\":false").And.Contain("\"link_names\":false").And.Contain("\"parse\":\"none\"").And.Contain("\"mrkdwn\":false");
        world.Slack.Calls.Should().Contain(call => call.Method == "chat.update").And.NotContain(call => call.Body.Contains("<!channel>") || call.Body.Contains("\\u003C!channel"));
    }

    [Fact]
    public async Task Storm_of_reports_keeps_to_one_message_a_second()
    {
        await using var world = await SlackWorld.StartAsync();
        for (var number = 0; number < 70; number++) await world.TakeInAsync(Reports.Report(Guid.NewGuid(), 2, 1, Severity.Urgent));

        await world.SettleAsync();

        world.Slack.Messages.Should().HaveCount(70);
        world.Slack.Calls.Should().OnlyContain(call => call.Status == 200);
    }

    [Fact]
    public async Task Message_that_is_too_long_is_posted_and_kept_smaller()
    {
        await using var world = await SlackWorld.StartAsync(new FakeSlackOptions { MaxBlockCharacters = 4_000 });
        var many = Enumerable.Range(0, 500).Select(number => new ReportAttribute { Type = "domain", Value = $"host {number}", FirstSeen = Reports.Noon }).ToList();
        await world.TakeInAsync(Verdict(2, Severity.Urgent) with { Attributes = many });
        await world.SettleAsync();
        await world.TakeInAsync(Verdict(3, Severity.Urgent, number: 2) with { Attributes = many, AlertCount = 9 });
        await world.SettleAsync();

        world.Message.Plain.Should().Contain("more lines are left out").And.Contain("*Alerts:* 9,");
        world.Message.Texts.Sum(text => text.Length).Should().BeLessThanOrEqualTo(4_000);
        world.Slack.Calls.Select(call => call.Error).OfType<string>().Should().Equal("msg_blocks_too_long", "msg_blocks_too_long");
        world.Written(_id).Should().Equal("opened", "verdict 1", "verdict 2");
    }

    private ReportDocument Verdict(int version, Severity severity, int number = 1) => Reports.Report(_id, version, number, severity);
}
