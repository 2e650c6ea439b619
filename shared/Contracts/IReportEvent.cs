using MassTransit;

namespace AlertResponder.Contracts;

/// <summary>
/// What the reviewer's events about a report have in common, so that whoever takes all of them has one method. A whole snapshot: a reader
/// compares each counter only with the last value that it applied itself, and any of the events may come first.
/// </summary>
// It is not published itself and needs no topic.
[ExcludeFromTopology]
public interface IReportEvent
{
    /// <summary>The report.</summary>
    Guid ReportId { get; }

    /// <summary>What its alerts have in common.</summary>
    string AlertId { get; }

    /// <summary>Grows with every change of the report; the body of a page follows the highest.</summary>
    int DocumentVersion { get; }

    /// <summary>Counts published verdicts, 0 before the first; comments follow it.</summary>
    int VerdictNumber { get; }

    /// <summary>The report as it stands, at most 60 KiB.</summary>
    ReportDocument Report { get; }
}
