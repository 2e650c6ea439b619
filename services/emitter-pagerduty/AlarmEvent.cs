using System.Globalization;
using System.Text.Json.Nodes;
using AlertResponder.Contracts;
using AlertResponder.Emission.Rendering;

namespace AlertResponder.Emitter.PagerDuty;

/// <summary>
/// A report as an event of https://developer.pagerduty.com/docs/send-alert-event, without the routing key (pure). Whatever comes from outside is
/// lines of plain text, bounded and defanged.
/// </summary>
internal static class AlarmEvent
{
    public const string Critical = "critical";
    public const string Warning = "warning";

    /// <summary>PagerDuty takes 512 KB: https://developer.pagerduty.com/docs/events-api-v2-overview#size-limits. The key comes on top.</summary>
    public const int MaxBytes = 500_000;

    private const int MaxSummary = 1_024;
    private const int MaxLine = 512;
    private const int MaxValue = 200;
    private const int MaxLines = 256;
    private const int MaxPlaces = 10;

    public static JsonObject Trigger(ReportDocument report, Verdict verdict, string severity, string? reportUrl)
    {
        var payload = new JsonObject
        {
            ["summary"] = Summary(report),
            ["source"] = Line(report.Detector),
            ["severity"] = severity,
            ["class"] = Line(report.RuleId),
        };
        var alarm = Event("trigger", report);
        (alarm["client"], alarm["payload"]) = ("AlertResponder", payload);
        var links = new JsonArray();
        if (reportUrl is not null)
        {
            alarm["client_url"] = reportUrl;
            links.Add(new JsonObject { ["href"] = reportUrl, ["text"] = "The report" });
        }

        foreach (var place in report.Emitted.Take(MaxPlaces))
            if (Uri.TryCreate(place.Url, UriKind.Absolute, out var url) && url.Scheme is "https" or "http")
                links.Add(new JsonObject { ["href"] = url!.AbsoluteUri, ["text"] = Line(place.Place) });
        if (links.Count > 0) alarm["links"] = links;

        string[] facts = [.. report.Findings.SelectMany(finding => finding.Facts.Select(fact => $"{Subject(finding)}: {fact.Key}: {fact.Value}"))];
        // With a line of each list it fits whatever stands in them.
        for (var max = MaxLines; max == MaxLines || alarm.ToJsonString().Length > MaxBytes; max /= 2) // all of it is ASCII
            payload["custom_details"] = Details(report, verdict, facts, max);
        return alarm;
    }

    public static JsonObject Resolve(ReportDocument report) => Event("resolve", report);

    private static JsonObject Event(string action, ReportDocument report) => new() { ["event_action"] = action, ["dedup_key"] = $"{report.ReportId:D}" };

    private static string Summary(ReportDocument report)
    {
        var parts = new[] { report.RuleName ?? report.RuleId, report.Title }.Select(part => new Untrusted(part).Title(MaxSummary)).Where(part => part.Length > 0);
        return string.Join(": ", parts.Distinct()) is { Length: > 0 } text ? TextNormalizer.Shorten(text, MaxSummary - 1) : $"Alert report {report.ReportId:D}";
    }

    private static JsonObject Details(ReportDocument report, Verdict verdict, string[] facts, int max) => new()
    {
        ["report"] = $"{report.ReportId:D}",
        ["verdict"] = ReportText.Name(verdict.Severity),
        ["reason"] = Line(verdict.Reason),
        ["decided"] = $"by {Line(verdict.DecidedBy)}, rule {Line(verdict.Rule)}, {ReportText.Time(verdict.DecidedAt)}",
        ["not_answered"] = Lines(verdict.Missing, max),
        ["detector"] = Line(report.Detector),
        ["rule"] = report.RuleName is null ? Line(report.RuleId) : $"{Line(report.RuleName)} ({Line(report.RuleId)})",
        ["title"] = Line(report.Title),
        ["alerts"] = report.AlertCount,
        ["first_seen"] = ReportText.Time(report.FirstSeen),
        ["last_seen"] = ReportText.Time(report.LastSeen),
        ["findings"] = Lines(report.Findings.Select(Finding), max),
        ["findings_left_out"] = report.OmittedFindings + Math.Max(0, report.Findings.Count - max),
        ["facts"] = Lines(facts, max),
        ["facts_left_out"] = Math.Max(0, facts.Length - max),
        ["attributes"] = Lines(report.Attributes.Select(attribute => $"{attribute.Type} {attribute.Value} ({string.Join(", ", attribute.Contexts)})"), max),
        ["attributes_left_out"] = report.OmittedAttributes + Math.Max(0, report.Attributes.Count - max),
    };

    // What counts stands before what may be long.
    private static string Finding(Finding finding) =>
        $"{Subject(finding)}{(ReportText.Opinion(finding) is { Length: > 0 } opinion ? $" ({opinion})" : "")}: {finding.Title}";

    private static string Subject(Finding finding) =>
        $"{finding.Attribute.Type} {TextNormalizer.Shorten(finding.Attribute.Value, MaxValue)}: {finding.Inspector}";

    private static JsonArray Lines(IEnumerable<string> texts, int max) => new([.. texts.Take(max).Select(text => (JsonNode)Line(text))]);

    private static string Line(string? text) => new Untrusted(text).Title(MaxLine) is { Length: > 0 } line ? line : "(nothing)";
}
