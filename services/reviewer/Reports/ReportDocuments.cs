using AlertResponder.Contracts;

namespace AlertResponder.Reviewer.Reports;

/// <summary>Makes the document of a report: whole for the report API, at most 60 KiB for a message.</summary>
internal static class ReportDocuments
{
    /// <summary>SNS and SQS bill by 64 KiB; the envelope takes the rest.</summary>
    public const int MessageBytes = 60 * 1024;

    // As JSON, where a character can take six bytes. Together with what is bounded by the contract (detector, rule, name) they leave room for findings.
    private const int TextBytes = 6 * 1024;
    private const int AttributeBytes = 21 * 1024;
    private const int EmittedBytes = 3 * 1024;

    private const int MaxValueLength = 2048;
    private const int MaxReasonLength = 512;

    /// <summary>The report with all that it keeps; the alerts come from elsewhere.</summary>
    public static ReportDocument Whole(Report report, ReportAlerts alerts) => new()
    {
        ReportId = report.CorrelationId,
        AlertId = report.AlertId,
        PreviousReportId = report.PreviousReportId,
        Status = StatusOf(report.CurrentState),
        DocumentVersion = report.DocumentVersion,
        VerdictNumber = report.VerdictNumber,
        OpenedAt = report.OpenedAt,
        WindowEndsAt = report.WindowEndsAt,
        Detector = report.Detector,
        RuleId = report.RuleId,
        RuleName = report.RuleName,
        Title = report.Title,
        Description = report.Description,
        AlertCount = report.AlertCount,
        FirstSeen = report.FirstSeen,
        LastSeen = report.LastSeen,
        Alerts = alerts,
        Attributes = [.. report.Content.Attributes.Select(AttributeOf)],
        OmittedAttributes = report.Content.OmittedAttributes,
        Findings = report.Content.Findings,
        OmittedFindings = report.Content.OmittedFindings,
        Verdict = report.Content.Verdict,
        Emitted = report.Content.Emitted ?? [],
    };

    /// <summary>The report within a message: texts cut, findings by weight, what was left out counted.</summary>
    public static ReportDocument ForMessage(Report report)
    {
        var whole = Whole(report, new ReportAlerts { Omitted = report.AlertCount });
        var attributes = Fitting(whole.Attributes.Select(CutValue));
        var lean = whole with
        {
            Title = Fitting(whole.Title)!,
            Description = Fitting(whole.Description),
            Attributes = attributes,
            OmittedAttributes = whole.OmittedAttributes + whole.Attributes.Count - attributes.Count,
            Verdict = whole.Verdict is { } verdict ? verdict with { Reason = Fitting(verdict.Reason)!, Missing = Fitting(verdict.Missing) } : null,
            Emitted = Fitting(whole.Emitted, EmittedBytes),
            Findings = [],
        };
        var (findings, omitted) = FindingsBudget.Keep(
            report.Content.Findings, MessageBytes - DocumentJson.SizeOf(lean) - report.Content.Findings.Count - 16);
        return lean with { Findings = findings, OmittedFindings = whole.OmittedFindings + omitted };
    }

    public static ReportStatus StatusOf(string state) =>
        state == nameof(ReportStateMachine.Opened) ? ReportStatus.New : Enum.Parse<ReportStatus>(state);

    private static ReportAttribute AttributeOf(TrackedAttribute attribute) => new()
    {
        Type = attribute.Type,
        Value = attribute.Value,
        Contexts = attribute.Contexts,
        Keys = attribute.Keys,
        FirstSeen = attribute.FirstSeen,
        Depth = attribute.Depth,
        Inspections = [.. attribute.Inspections.Select(pair => new AttributeInspection(pair.Inspector, pair.State, pair.Reason, pair.At))],
    };

    // What inspectors look at says more than what they cannot: it comes first when not all fits.
    private static List<ReportAttribute> Fitting(IEnumerable<ReportAttribute> attributes) =>
        Fitting(attributes.OrderBy(attribute => attribute.Inspections.Count == 0), AttributeBytes);

    private static List<T> Fitting<T>(IEnumerable<T> items, int left)
    {
        var fitting = new List<T>();
        foreach (var item in items)
        {
            var size = DocumentJson.SizeOf(item) + 1;
            if (size > left) continue;
            left -= size;
            fitting.Add(item);
        }

        return fitting;
    }

    private static ReportAttribute CutValue(ReportAttribute attribute) => attribute with
    {
        Value = TextNormalizer.Shorten(attribute.Value, MaxValueLength),
        Inspections = [.. attribute.Inspections.Select(pair => pair with { Reason = pair.Reason is { } reason ? TextNormalizer.Shorten(reason, MaxReasonLength) : null })],
    };

    private static string? Fitting(string? text)
    {
        if (text is null) return null;
        for (var size = DocumentJson.SizeOf<string>(text); size > TextBytes; size = DocumentJson.SizeOf<string>(text))
            text = TextNormalizer.Shorten(text, (int)((long)text.Length * TextBytes / size) - 1);
        return text;
    }

    private static List<string> Fitting(IReadOnlyList<string> lines)
    {
        var left = TextBytes;
        var fitting = lines.TakeWhile(line => (left -= DocumentJson.SizeOf<string>(line) + 1) >= 0).ToList();
        if (fitting.Count < lines.Count) fitting.Add($"and {lines.Count - fitting.Count} more");
        return fitting;
    }
}
