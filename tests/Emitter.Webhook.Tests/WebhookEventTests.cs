using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.Emission;

namespace AlertResponder.Emitter.Webhook.Tests;

public sealed class WebhookEventTests
{
    private static readonly Guid Id = new("a29d4f38-0d2b-4f68-8d0b-3b7c5a4b2c11");

    [Theory]
    // verdicts that are known, whether it is closed, what was sent (opened, verdict, closed) → what is sent next
    [InlineData("", false, false, 0, false, "report.opened 0")]
    [InlineData("1", true, false, 0, false, "report.opened 0")]
    [InlineData("", false, true, 0, false, null)]
    [InlineData("1", false, true, 0, false, "report.verdict_reached 1")]
    [InlineData("2 1", false, true, 0, false, "report.verdict_reached 1")]
    [InlineData("2 1", false, true, 1, false, "report.verdict_reached 2")]
    [InlineData("5", false, true, 0, false, "report.verdict_reached 5")]
    [InlineData("1 2", false, true, 2, false, null)] // 1 was overtaken
    [InlineData("2", true, true, 0, false, "report.verdict_reached 2")]
    [InlineData("2", true, true, 2, false, "report.closed 0")]
    [InlineData("2", true, true, 2, true, null)]
    [InlineData("2 3", true, true, 2, true, "report.verdict_reached 3")] // a person's, later
    public void Opened_comes_first_then_the_verdicts_in_order_then_closed(
        string verdicts, bool isClosed, bool isOpenedSent, int verdictSent, bool isClosedSent, string? expected)
    {
        var state = new WebhookState { IsOpened = isOpenedSent, Verdict = verdictSent, IsClosed = isClosedSent, Version = 1 };

        Next(Report(verdicts, isClosed, version: 7), state, new WebhookOptions().Events).Should().Be(expected);
    }

    [Theory]
    [InlineData(2, 1, "report.updated 2")]
    [InlineData(9, 1, "report.updated 9")] // those in between are left out
    [InlineData(2, 2, null)]
    public void Updates_are_sent_to_who_wants_them(int version, int sent, string? expected) =>
        Next(Report("", isClosed: false, version), new WebhookState { IsOpened = true, Version = sent }, WebhookEvent.All).Should().Be(expected);

    [Fact]
    public void What_an_event_has_shown_is_no_update()
    {
        var (report, state) = (Report("1", isClosed: true, version: 4), new WebhookState());
        var sent = new List<string>();
        while (sent.Count < 10 && WebhookEvent.Next(report, state, WebhookEvent.All) is { } next)
        {
            sent.Add(next.Type);
            next.Apply(state, report.DocumentVersion, isSent: true);
        }

        sent.Should().Equal("report.opened", "report.verdict_reached", "report.closed");
    }

    [Fact]
    public void Types_that_are_not_wanted_are_left_out() =>
        Next(Report("1", isClosed: true, version: 3), new WebhookState(), ["report.closed"]).Should().Be("report.closed 0");

    [Fact]
    public void Ids_tell_events_and_targets_apart_and_stay_as_they_are()
    {
        string[] ids =
        [
            Of("report.opened", 0).IdFor("soc", Id), Of("report.closed", 0).IdFor("soc", Id), Of("report.verdict_reached", 1).IdFor("soc", Id),
            Of("report.verdict_reached", 2).IdFor("soc", Id), Of("report.updated", 1).IdFor("soc", Id), Of("report.opened", 0).IdFor("other", Id),
            Of("report.opened", 0).IdFor("soc", Guid.Empty),
        ];

        ids.Should().OnlyHaveUniqueItems().And.NotContain(id => id.Contains('.'));
        ids[0].Should().Be("74693fcd-d481-8c6f-a443-ad6d7eafda60", "another one would make an event that is sent again a new one");

        static WebhookEvent Of(string type, int number) => new(type, number, Reports.Noon);
    }

    [Fact]
    public void Body_says_what_happened_and_where_to_read_on()
    {
        var body = Body("report.verdict_reached", 1, Report("1 2", isClosed: false, version: 3));

        body.GetRawText().Should().Be(string.Concat("""
            {"type":"report.verdict_reached","timestamp":"2026-11-24T12:10:00+00:00","data":{
            "reportId":"a29d4f38-0d2b-4f68-8d0b-3b7c5a4b2c11","alertId":"a1","documentVersion":3,"status":"reviewed","detector":"guardduty",
            "ruleId":"UnauthorizedAccess:EC2/SSHBruteForce","ruleName":"SSH brute force","title":"198.51.100.7 is performing SSH brute force attacks",
            "openedAt":"2026-11-24T12:00:00+00:00","lastSeen":"2026-11-24T12:02:00+00:00","alertCount":2,"attributeCount":2,"findingCount":1,
            "verdict":{"number":1,"severity":"urgent","reason":"it looks Urgent","rule":"rule-Urgent","decidedBy":"evidence",
            "decidedAt":"2026-11-24T12:10:00+00:00","missingCount":1},
            "links":{"report":"https://alerts.example/reports/a29d4f38-0d2b-4f68-8d0b-3b7c5a4b2c11"}}}
            """.Split('\n')));
    }

    [Fact]
    public void Whole_document_is_sent_to_who_wants_it()
    {
        var body = Body("report.opened", 0, Report("", isClosed: false, version: 1), new WebhookOptions { Document = "whole" });

        var document = body.GetProperty("data").GetProperty("document").Deserialize<ReportDocument>(JsonSerializerOptions.Web);
        document!.Attributes.Select(attribute => attribute.Value).Should().Contain("198.51.100.7");
        body.GetProperty("data").TryGetProperty("links", out _).Should().BeFalse("nobody has said where reports are");
    }

    [Theory]
    [InlineData('\u0001')]
    [InlineData('"')]
    [InlineData('日')]
    public void Body_stays_small_whatever_the_text(char character)
    {
        var text = new string(character, 100_000);
        var verdict = Reports.VerdictOf(Severity.Urgent) with { Reason = text, Rule = text, DecidedBy = text };
        var report = Report("", isClosed: false, version: 2);
        report = report with
        {
            Report = report.Report with { Detector = text, RuleId = text, RuleName = text, Title = text, Description = text, AlertId = new('a', 64) },
            Verdicts = new Dictionary<int, Verdict> { [1] = verdict },
        };

        var body = WebhookBody.Of(new("report.verdict_reached", 1, Reports.Noon), report, new WebhookOptions { ReportsUrl = "https://alerts.example" });

        body.Length.Should().BeLessThan(20_000);
    }

    private static JsonElement Body(string type, int number, EmittedReport report, WebhookOptions? target = null) => JsonDocument.Parse(WebhookBody.Of(
        new(type, number, Reports.Noon.AddMinutes(10)), report, target ?? new WebhookOptions { ReportsUrl = "https://alerts.example/" })).RootElement;

    private static string? Next(EmittedReport report, WebhookState state, IReadOnlyList<string> wanted) =>
        WebhookEvent.Next(report, state, wanted) is { } next ? $"{next.Type} {next.Number}" : null;

    private static EmittedReport Report(string verdicts, bool isClosed, int version)
    {
        var known = verdicts.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToDictionary(number => number, _ => Reports.VerdictOf(Severity.Urgent));
        var report = Reports.Report(Id, version, known.Count, known.Count > 0 ? Severity.Urgent : null, count: 2);
        return new EmittedReport
        {
            Report = isClosed ? report with { Status = ReportStatus.Closed } : report,
            DocumentVersion = version,
            Verdicts = known,
        };
    }
}
