using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AlertResponder.Contracts;
using AlertResponder.Emitter.GitHub.Tests.Rendering;
using AlertResponder.FakeServices.PagerDuty;

namespace AlertResponder.Emitter.PagerDuty.Tests;

public sealed partial class AlarmEventTests
{
    private static readonly Verdict Urgent = Reports.VerdictOf(Severity.Urgent);

    private readonly Guid _id = Guid.NewGuid();

    [Fact]
    public void An_alarm_says_what_it_is_about()
    {
        var alarm = Trigger(Reports.Report(_id, version: 3, verdictNumber: 1, Severity.Urgent, count: 7));

        alarm["event_action"]!.GetValue<string>().Should().Be("trigger");
        alarm["dedup_key"]!.GetValue<string>().Should().Be(_id.ToString("D"));
        alarm["client"]!.GetValue<string>().Should().Be("AlertResponder");
        alarm.ContainsKey("client_url").Should().BeFalse("no address of the report is known");
        alarm.ContainsKey("links").Should().BeFalse("no address of the report is known");
        var payload = alarm["payload"]!;
        payload["summary"]!.GetValue<string>().Should().Be("SSH brute force: 198[.]51[.]100[.]7 is performing SSH brute force attacks");
        payload["source"]!.GetValue<string>().Should().Be("guardduty");
        payload["severity"]!.GetValue<string>().Should().Be("critical");
        var details = payload["custom_details"]!;
        details["reason"]!.GetValue<string>().Should().Be("it looks Urgent");
        details["rule"]!.GetValue<string>().Should().Be("SSH brute force (UnauthorizedAccess:EC2/SSHBruteForce)");
        details["alerts"]!.GetValue<long>().Should().Be(7);
        details["findings"]![0]!.GetValue<string>().Should().Be("ipaddr 198[.]51[.]100[.]7: virustotal (malicious: 12, harmless: 3): 12 engines call it malicious");
        details["attributes"]![0]!.GetValue<string>().Should().Be("ipaddr 198[.]51[.]100[.]7 (remote)");
        details["not_answered"]![0]!.GetValue<string>().Should().Be("virustotal has not answered for ipaddr 198[.]51[.]100[.]7");
    }

    [Fact]
    public void An_alarm_links_the_report_where_its_address_is_known()
    {
        var alarm = AlarmEvent.Trigger(Reports.Report(_id), Urgent, AlarmEvent.Critical, $"https://alerts.example/reports/{_id}");

        alarm["client_url"]!.GetValue<string>().Should().Be($"https://alerts.example/reports/{_id}");
        alarm["links"]![0]!["href"]!.GetValue<string>().Should().Be($"https://alerts.example/reports/{_id}");
    }

    [Fact]
    public void An_alarm_links_the_issue_where_the_report_knows_it()
    {
        var alarm = Trigger(Reports.Report(_id) with
        {
            Emitted =
            [
                new EmittedPlace("ghe", "issue 12", "https://ghe.example/acme/alerts/issues/12", 1, Reports.Noon),
                new EmittedPlace("other", "no address", null, 1, Reports.Noon),
                new EmittedPlace("other", "script", "javascript:alert(1)", 1, Reports.Noon),
            ],
        });

        var link = alarm["links"]!.AsArray().Should().ContainSingle().Subject!;
        link["href"]!.GetValue<string>().Should().Be("https://ghe.example/acme/alerts/issues/12");
        link["text"]!.GetValue<string>().Should().Be("issue 12");
    }

    [Theory]
    [InlineData("rule", "a title", "rule: a title")]
    [InlineData("same", "same", "same")]
    [InlineData(null, "a title", "UnauthorizedAccess:EC2/SSHBruteForce: a title")]
    [InlineData("\u200B", "a title", "a title")]
    public void Summary_is_the_rule_and_the_title(string? ruleName, string title, string summary) =>
        Summary(Reports.Report(_id) with { RuleName = ruleName, Title = title }).Should().Be(summary);

    [Fact]
    public void Summary_of_which_nothing_can_be_seen_is_the_id() =>
        Summary(Reports.Report(_id) with { RuleName = "\u200B", Title = "\u202E" }).Should().Be($"Alert report {_id}");

    [Fact]
    public void Summary_is_cut_to_what_PagerDuty_takes()
    {
        var summary = Summary(Reports.Report(_id) with { RuleName = new string('r', 900), Title = new string('t', 900) });

        summary.Should().HaveLength(1024).And.StartWith("rrr").And.EndWith("tt…");
    }

    [Fact]
    public void Details_are_cut_until_the_event_fits()
    {
        var wide = new string('\uD55C', 2_000);
        var report = Reports.Report(_id) with
        {
            OmittedAttributes = 2,
            OmittedFindings = 3,
            Attributes = [.. Enumerable.Range(0, 1_000).Select(number => new ReportAttribute { Type = "domain", Value = $"{number} {wide}", FirstSeen = Reports.Noon })],
            Findings = [.. Enumerable.Range(0, 1_000).Select(number => Reports.Finding with { Title = $"{number} {wide}", Facts = FactsOf(wide, 32) })],
        };

        var alarm = AlarmEvent.Trigger(report, Urgent with { Missing = [.. Enumerable.Repeat(wide, 1_000)] }, AlarmEvent.Critical, null);

        var size = Encoding.UTF8.GetByteCount(alarm.ToJsonString());
        size.Should().BeLessThanOrEqualTo(AlarmEvent.MaxBytes).And.BeGreaterThan(AlarmEvent.MaxBytes / 4, "no more is cut than has to be");
        var details = alarm["payload"]!["custom_details"]!;
        details["attributes"]!.AsArray().Count.Should().BePositive();
        (details["attributes"]!.AsArray().Count + details["attributes_left_out"]!.GetValue<int>()).Should().Be(1_002);
        (details["facts"]!.AsArray().Count + details["facts_left_out"]!.GetValue<int>()).Should().Be(32_000);
        (details["findings"]!.AsArray().Count + details["findings_left_out"]!.GetValue<int>()).Should().Be(1_003);
    }

    [Fact]
    public void Score_and_facts_of_a_finding_are_shown()
    {
        var details = Details(Reports.Report(_id) with
        {
            Findings = [Reports.Finding with { Score = 80, Facts = new Dictionary<string, FactValue> { ["country"] = "NL", ["isTor"] = true, ["risk"] = 7.5 } }],
        });

        details["findings"]![0]!.GetValue<string>().Should().Be("ipaddr 198[.]51[.]100[.]7: virustotal (score of 100: 80, malicious: 12, harmless: 3): 12 engines call it malicious");
        details["facts"]!.AsArray().Select(fact => fact!.GetValue<string>()).Should().Equal(
            "ipaddr 198[.]51[.]100[.]7: virustotal: country: NL", "ipaddr 198[.]51[.]100[.]7: virustotal: isTor: true", "ipaddr 198[.]51[.]100[.]7: virustotal: risk: 7.5");
        details["facts_left_out"]!.GetValue<int>().Should().Be(0);
    }

    [Fact]
    public void Long_text_hides_no_score_and_no_fact()
    {
        var wide = new string('w', 4_000);
        var details = Details(Reports.Report(_id) with
        {
            Findings = [new Finding { Inspector = "i", Attribute = new InspectedAttribute { Type = "url", Value = wide }, Kind = FindingKind.Host, Score = 80, Title = wide, Facts = FactsOf(wide, 1) }],
        });

        details["findings"]![0]!.GetValue<string>().Should().HaveLength(512).And.Contain(": i (score of 100: 80): www");
        details["facts"]![0]!.GetValue<string>().Should().HaveLength(512).And.Contain(": i: fact0: www");
    }

    [Fact]
    public async Task Hostile_text_is_plain_bounded_lines_that_PagerDuty_takes()
    {
        await using var pagerDuty = await FakePagerDuty.StartAsync(options: new FakePagerDutyOptions { MaxEventsPerMinute = int.MaxValue });
        using var http = new HttpClient();
        var random = new Random(17);
        for (var round = 0; round < 500; round++)
        {
            var alarm = AlarmEvent.Trigger(Hostile(random), HostileVerdict(random), AlarmEvent.Critical, null);

            foreach (var text in Texts(alarm)) ShouldBePlain(text);
            alarm["routing_key"] = pagerDuty.RoutingKey;
            using var content = new StringContent(alarm.ToJsonString(), Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync(new Uri(pagerDuty.BaseAddress, "v2/enqueue"), content, TestContext.Current.CancellationToken);
            ((int)answer.StatusCode).Should().Be(202, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    private static JsonObject Trigger(ReportDocument report) => AlarmEvent.Trigger(report, Urgent, AlarmEvent.Critical, null);

    private static JsonNode Details(ReportDocument report) => Trigger(report)["payload"]!["custom_details"]!;

    private static Dictionary<string, FactValue> FactsOf(string text, int count) => Enumerable.Range(0, count).ToDictionary(number => $"fact{number}", _ => (FactValue)text);

    private static string Summary(ReportDocument report) => Trigger(report)["payload"]!["summary"]!.GetValue<string>();

    private static ReportDocument Hostile(Random random)
    {
        string Text() => HostileText.Next(random);
        return Reports.Report(Guid.NewGuid()) with
        {
            Detector = Text(),
            RuleId = Text(),
            RuleName = Text(),
            Title = Text(),
            Attributes = [new ReportAttribute { Type = Text(), Value = Text(), Contexts = [Text()], FirstSeen = Reports.Noon }],
            Findings = [Reports.Finding with { Inspector = Text(), Title = Text(), Facts = new Dictionary<string, FactValue> { [Text()] = Text() }, Attribute = new InspectedAttribute { Type = Text(), Value = Text() } }],
        };
    }

    private static Verdict HostileVerdict(Random random)
    {
        string Text() => HostileText.Next(random);
        return Urgent with { Reason = Text(), Rule = Text(), DecidedBy = Text(), Missing = [Text()] };
    }

    private static void ShouldBePlain(string text)
    {
        text.Length.Should().BeLessThanOrEqualTo(1_100);
        text.Should().NotBeEmpty();
        text.EnumerateRunes().Should().NotContain(
            rune => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format
                || Rune.GetUnicodeCategory(rune) == UnicodeCategory.LineSeparator, text);
        text.Should().NotContainAny("<", ">", "@", "`", "://", "](", "\uFFFD");
        Address().IsMatch(text).Should().BeFalse(text);
    }

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(pair => Texts(pair.Value)),
        JsonArray list => list.SelectMany(Texts),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => [value.GetValue<string>()],
        _ => [],
    };

    [GeneratedRegex(@"(?<![\w:.-])(?:evil\.example|10\.0\.0\.1|2001:db8::1)(?![\w:])")]
    private static partial Regex Address();
}
