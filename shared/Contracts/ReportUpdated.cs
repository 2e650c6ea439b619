namespace AlertResponder.Contracts;

/// <summary>
/// reviewer → emitters: a report has news: at most one in the update interval. A whole snapshot:
/// a reader compares each counter only with the last value that it applied itself, and any of the report's events may come first.
/// </summary>
public sealed record ReportUpdated
{
    /// <summary>The report.</summary>
    public required Guid ReportId { get; init; }

    /// <summary>What its alerts have in common.</summary>
    public required string AlertId { get; init; }

    /// <summary>Grows with every change of the report; the body of a page follows the highest.</summary>
    public required int DocumentVersion { get; init; }

    /// <summary>Counts published verdicts, 0 before the first; comments follow it.</summary>
    public required int VerdictNumber { get; init; }

    /// <summary>The report as it stands, at most 60 KiB.</summary>
    public required ReportDocument Report { get; init; }
}
