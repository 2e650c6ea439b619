using System.Text.Json.Nodes;
using AlertResponder.Contracts;
using AlertResponder.Emission.Rendering;
using AlertResponder.Emitter.GitHub.Tests.Rendering;
using AlertResponder.FakeServices.Slack;

namespace AlertResponder.Emitter.Slack.Tests;

public sealed class SlackTextTests
{
    private static readonly Guid Id = Guid.Parse("6a1f0f3c-0c51-4a52-9f3e-0d6f7b8f2a41");
    private static readonly string Link = $"https://alerts.example/reports/{Id}";
    private static readonly Verdict Urgent = Reports.VerdictOf(Severity.Urgent);

    [Fact]
    public void Message_says_what_it_is_about()
    {
        var message = Show(SlackText.Message(
            Reports.Report(Id, version: 3, verdictNumber: 1, Severity.Urgent, count: 7), Urgent, Link, SlackText.MaxCharacters, isRepeat: false));

        message.Texts[0].Should().Be("urgent: SSH brute force: 198[.]51[.]100[.]7 is performing SSH brute force attacks");
        message.Texts[1].Should().Be(
            """
            *Severity: urgent*, decided by `evidence`, rule `rule-Urgent`, 2026-11-24 12:10:00 UTC
            *Reason:* `it looks Urgent`
            *Rule:* `SSH brute force`, `UnauthorizedAccess:EC2/SSHBruteForce` of `guardduty`
            *Alerts:* 7, 2026-11-24 12:00:00 UTC to 2026-11-24 12:07:00 UTC
            <https://alerts.example/reports/6a1f0f3c-0c51-4a52-9f3e-0d6f7b8f2a41|The report>
            """.ReplaceLineEndings("\n"));
        message.Texts[2].Should().Be("*Not answered when this was decided:*\n• `virustotal has not answered for ipaddr 198[.]51[.]100[.]7`");
        message.Texts[3].Should().Be(
            "*Attributes and findings*\n• `ipaddr` `198[.]51[.]100[.]7` (`remote`)\n"
            + "    ◦ `virustotal`: `12 engines call it malicious`, malicious: 12, harmless: 3, more: `hxxps[:]//www[.]virustotal[.]com/gui/ip-address/198[.]51[.]100[.]7`");
        message.Controls.Should().Equal("<https://alerts.example/reports/6a1f0f3c-0c51-4a52-9f3e-0d6f7b8f2a41|The report>");
    }

    [Fact]
    public void Message_of_a_closed_report_says_so_and_one_without_an_address_links_nothing()
    {
        var message = Show(SlackText.Message(
            Reports.Report(Id, 3, 1, Severity.Urgent) with { Status = ReportStatus.Closed, Findings = [] }, Urgent, null, SlackText.MaxCharacters, isRepeat: false));

        message.Plain.Should().Contain("*Closed:*").And.Contain("no inspector found anything").And.NotContain("twice");
        message.Controls.Should().BeEmpty();
    }

    [Fact]
    public void Possible_repeat_is_marked_in_message_and_reply()
    {
        var report = Reports.Report(Id, 3, 1, Severity.Urgent);

        Show(SlackText.Message(report, Urgent, null, SlackText.MaxCharacters, isRepeat: true)).Plain.Should().Contain("This may be there twice");
        Show(SlackText.Reply(report, Urgent, SlackText.MaxCharacters, isRepeat: true)).Plain.Should().Contain("This may be there twice");
        Show(SlackText.Reply(report, Urgent, SlackText.MaxCharacters, isRepeat: false)).Plain.Should().NotContain("twice").And.Contain("it looks Urgent").And.Contain("• not answered:");
    }

    [Fact]
    public void Score_and_facts_of_a_finding_are_shown()
    {
        var finding = Reports.Finding with { Link = null, Score = 80, Facts = new Dictionary<string, FactValue> { ["country"] = "NL & <DE>", ["isTor"] = true, ["risk"] = 7.5 } };

        Show(SlackText.Message(Reports.Report(Id, 3, 1, Severity.Urgent) with { Findings = [finding] }, Urgent, null, SlackText.MaxCharacters, isRepeat: false)).Plain.Should().EndWith(
            "◦ `virustotal`: `12 engines call it malicious`, score of 100: 80, malicious: 12, harmless: 3, facts: `country` `NL & <DE>`, `isTor` `true`, `risk` `7.5`");
    }

    [Fact]
    public void Facts_are_bounded_and_what_is_left_out_is_counted()
    {
        var finding = Reports.Finding with { Facts = FactsOf(new string('<', 1_000), 32) };

        var message = Show(SlackText.Message(Reports.Report(Id, 3, 1, Severity.Urgent) with { Findings = [finding] }, Urgent, null, SlackText.MaxCharacters, isRepeat: false));

        message.Plain.Should().Contain("`fact0` `<").And.Contain("…`, and 22 more");
        message.Texts.Should().OnlyContain(text => text.Length <= SlackText.MaxSection);
    }

    [Theory]
    [InlineData(SlackText.MaxCharacters)]
    [InlineData(SlackText.MinCharacters)]
    public void Huge_report_keeps_within_the_limits_and_counts_what_is_left_out(int max)
    {
        var wide = string.Concat(Enumerable.Repeat("<&>.a", 1_000));
        var report = Reports.Report(Id, 3, 1, Severity.Urgent) with
        {
            Title = wide,
            RuleName = wide,
            RuleId = wide,
            Detector = wide,
            Attributes = [.. Enumerable.Range(0, 500).Select(number => new ReportAttribute { Type = "domain", Value = $"{number} {wide}", Contexts = [wide], FirstSeen = Reports.Noon })],
            Findings = [.. Enumerable.Range(0, 500).Select(number => Reports.Finding with { Title = $"{number} {wide}", Link = wide, Inspector = wide, Facts = FactsOf(wide, 32) })],
        };
        var verdict = Urgent with { Reason = wide, Rule = wide, DecidedBy = wide, Missing = [.. Enumerable.Repeat(wide, 200)] };

        foreach (var json in new[] { SlackText.Message(report, verdict, Link, max, isRepeat: true), SlackText.Reply(report, verdict, max, isRepeat: true) })
        {
            var message = Show(json);
            message.Texts.Count.Should().BeLessThanOrEqualTo(SlackText.MaxBlocks);
            message.Texts.Should().OnlyContain(text => text.Length <= SlackText.MaxSection);
            message.Texts.Sum(text => text.Length).Should().BeLessThanOrEqualTo(max).And.BeGreaterThan(max * 2 / 3, "no more is left out than has to be");
            message.Plain.Should().MatchRegex("_[0-9]+ more lines are left out_").And.Contain("*Reason:*").And.Contain("This may be there twice");
            json["text"]!.GetValue<string>().Length.Should().BeLessThanOrEqualTo(SlackText.MaxHeader);
        }

        Show(SlackText.Message(report, verdict, Link, max, isRepeat: true)).Controls.Should().ContainSingle("the link is never left out");
    }

    [Fact]
    public void What_was_left_out_of_the_document_is_counted()
    {
        var report = Reports.Report(Id, 3, 1, Severity.Urgent) with { OmittedAttributes = 2, OmittedFindings = 3 };

        Show(SlackText.Message(report, Urgent, null, SlackText.MaxCharacters, isRepeat: false)).Plain.Should().Contain("_5 more are in the report_");
    }

    [Theory]
    [InlineData("<!channel>")]
    [InlineData("<!here|x>")]
    [InlineData("<@U0123>")]
    [InlineData("<#C0123|general>")]
    [InlineData("<!subteam^S1>")]
    [InlineData("<!date^1^{date}^https://evil.example|x>")]
    [InlineData("<https://evil.example|The report>")]
    [InlineData("<mailto:me@evil.example|x>")]
    [InlineData("https://evil.example/?a=1&b=2")]
    [InlineData("` <!channel> `")]
    [InlineData("`*bold* <!channel>")]
    [InlineData("a\n<!channel>\n> quote")]
    [InlineData("&lt;!channel&gt;")]
    [InlineData("@channel #general www.evil.example")]
    public void Foreign_text_makes_no_mention_and_no_link(string text)
    {
        var report = Everywhere(text);

        foreach (var message in new[] { Show(SlackText.Message(report, report.Verdict!, null, SlackText.MaxCharacters, false)), Show(SlackText.Reply(report, report.Verdict!, SlackText.MaxCharacters, false)) })
        {
            message.Controls.Should().BeEmpty();
            message.Plain.Should().NotContain("http://").And.NotContain("https://").And.NotContain("evil.example");
            Outside(message).Should().NotContainAny("channel", "general", "bold", "quote", "evil", "U0123");
        }
    }

    [Fact]
    public void Mixtures_of_hostile_text_make_no_mention_and_no_link_and_fit()
    {
        var random = new Random(17);
        for (var round = 0; round < 500; round++)
        {
            var report = Everywhere(HostileText.Next(random) + HostileText.Next(random));
            var json = SlackText.Message(report, report.Verdict!, Link, SlackText.MaxCharacters, false);
            var message = Show((JsonObject)JsonNode.Parse(json.ToJsonString())!);

            message.Controls.Should().Equal($"<https://alerts.example/reports/{Id}|The report>");
            message.Texts.Should().OnlyContain(text => text.Length <= SlackText.MaxSection);
            foreach (var text in message.Texts.Skip(1))
                text.Split('\n').Should().OnlyContain(line => line.Count(character => character == '`') % 2 == 0, "each foreign text is closed in its line");
        }
    }

    [Theory]
    [InlineData("plain", "`plain`")]
    [InlineData("a`b", "`a'b`")]
    [InlineData(" a ", "`a`")]
    [InlineData("  ", "`(empty)`")]
    [InlineData(null, "`(empty)`")]
    [InlineData("a & <b>", "`a &amp; &lt;b&gt;`")]
    [InlineData("&amp;", "`&amp;amp;`")]
    [InlineData("a\nb\u202E", "`a\\u000Ab\\u202E`")]
    [InlineData("evil.example", "`evil[.]example`")]
    public void Text_is_code_in_a_line(string? text, string mrkdwn) => new Untrusted(text).Mrkdwn().Should().Be(mrkdwn);

    [Theory]
    [InlineData("aaaaaaaaaaaaaaa", "`aaaaaaaaa…`")]
    [InlineData("aaaaaaa&b", "`aaaaaaa…`")]
    [InlineData("aaaaaaaa\U0001F600b", "`aaaaaaaa…`")]
    public void Text_is_cut_between_characters_as_they_are_sent(string text, string mrkdwn) =>
        new Untrusted(text).Mrkdwn(max: 12).Should().Be(mrkdwn).And.Match(cut => cut.Length <= 12);

    private static ReportDocument Everywhere(string text) => Reports.Report(Id, 3, 1, Severity.Urgent) with
    {
        Title = text,
        RuleName = text,
        RuleId = text,
        Detector = text,
        Attributes = [new ReportAttribute { Type = text, Value = $"{text}2", Contexts = [text], FirstSeen = Reports.Noon }],
        Findings = [Reports.Finding with { Inspector = text, Title = text, Link = text, Facts = new Dictionary<string, FactValue> { [text] = text }, Attribute = new InspectedAttribute { Type = text, Value = text, Contexts = [text] } }],
        Verdict = new Verdict { Severity = Severity.Urgent, Reason = text, Rule = text, DecidedBy = text, DecidedAt = Reports.Noon, Missing = [text] },
    };

    private static Dictionary<string, FactValue> FactsOf(string text, int count) => Enumerable.Range(0, count).ToDictionary(number => $"fact{number}", _ => (FactValue)text);

    /// <summary>What stands outside of code, but for the title, which is plain text.</summary>
    private static string Outside(FakeSlackMessage message) =>
        string.Join('\n', message.Texts.Where(text => !text.StartsWith("urgent: ", StringComparison.Ordinal)).SelectMany(text => text.Split('\n')).Select(line => string.Concat(line.Split('`').Where((_, index) => index % 2 == 0))));

    private static FakeSlackMessage Show(JsonObject message) => new("C0ALERTS", "1.1", null, false, FakeSlack.BotId, message, 0);
}
