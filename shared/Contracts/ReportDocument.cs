using System.Text.Json.Serialization;

namespace AlertResponder.Contracts;

/// <summary>
/// A report as it stands: a whole snapshot. In a message it is at most 60 KiB: alert bodies are dropped, findings kept by weight, and
/// what was left out is counted; the report API has the whole.
/// </summary>
public sealed record ReportDocument
{
    /// <summary>Made of the alert id and the MessageId of the opening alert (see <c>NameBasedId</c>); never repeats.</summary>
    public required Guid ReportId { get; init; }

    /// <summary>What its alerts have in common.</summary>
    public required string AlertId { get; init; }

    /// <summary>The report of the same alert id before this one.</summary>
    public Guid? PreviousReportId { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required ReportStatus Status { get; init; }

    /// <summary>Grows with every change; a reader takes the highest.</summary>
    public required int DocumentVersion { get; init; }

    /// <summary>Counts the verdicts that were published; 0 before the first.</summary>
    public required int VerdictNumber { get; init; }

    /// <summary>When the first alert came, UTC.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>Until when further alerts join, UTC.</summary>
    public required DateTimeOffset WindowEndsAt { get; init; }

    /// <summary>As in the first alert.</summary>
    public required string Detector { get; init; }

    /// <summary>As in the first alert.</summary>
    public required string RuleId { get; init; }

    /// <summary>As in the first alert.</summary>
    public string? RuleName { get; init; }

    /// <summary>As in the first alert.</summary>
    public required string Title { get; init; }

    /// <summary>As in the first alert.</summary>
    public string? Description { get; init; }

    /// <summary>How many alerts joined, the first included.</summary>
    public required long AlertCount { get; init; }

    /// <summary>The earliest time that the alerts name, UTC.</summary>
    public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>The latest time that the alerts name, UTC.</summary>
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>Some of the alerts themselves.</summary>
    public ReportAlerts Alerts { get; init; } = new();

    /// <summary>All that the alerts and the inspectors named, each once.</summary>
    public IReadOnlyList<ReportAttribute> Attributes { get; init; } = [];

    /// <summary>What the inspectors found out.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>How many findings were left out for size.</summary>
    public int OmittedFindings { get; init; }

    /// <summary>How many attributes were left out for size or over the limit.</summary>
    public int OmittedAttributes { get; init; }

    /// <summary>The verdict in force.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>Where emitters have written of it, at most 10; the last place of each. It alone changes without a new <see cref="DocumentVersion"/>.</summary>
    public IReadOnlyList<EmittedPlace> Emitted { get; init; } = [];
}

/// <summary>Where an emitter has written of a report.</summary>
/// <param name="Emitter">The emitter's name.</param>
/// <param name="Place">What people call the place, e.g. <c>issue 12</c>.</param>
/// <param name="Url">Its address; null where it has none. It comes from outside: show it, and follow it only when a person asks.</param>
/// <param name="VerdictNumber">The number of the newest verdict that it shows, 0 before the first.</param>
/// <param name="At">When that was written, UTC.</param>
public sealed record EmittedPlace(string Emitter, string Place, string? Url, int VerdictNumber, DateTimeOffset At);

/// <summary>Where a report is in its life.</summary>
[JsonConverter(typeof(TolerantEnumConverter<ReportStatus>))]
public enum ReportStatus
{
    /// <summary>A value that this reader does not know.</summary>
    Other,

    /// <summary>Opened; inspections are not requested yet.</summary>
    New,

    /// <summary>Inspections are requested.</summary>
    Inspecting,

    /// <summary>The policy is judging it.</summary>
    Reviewing,

    /// <summary>It has a verdict; alerts still join.</summary>
    Reviewed,

    /// <summary>The window has ended; the next alert opens a new report.</summary>
    Closed,
}

/// <summary>Some of a report's alerts.</summary>
public sealed record ReportAlerts
{
    /// <summary>The first ones.</summary>
    public IReadOnlyList<Alert> First { get; init; } = [];

    /// <summary>The last ones that are not among the first.</summary>
    public IReadOnlyList<Alert> Last { get; init; } = [];

    /// <summary>How many are in neither.</summary>
    public long Omitted { get; init; }
}

/// <summary>One thing that a report's alerts or inspectors named.</summary>
public sealed record ReportAttribute
{
    /// <summary>As in the alert.</summary>
    public required string Type { get; init; }

    /// <summary>The normalized value.</summary>
    public required string Value { get; init; }

    /// <summary>Sorted and distinct.</summary>
    public IReadOnlyList<string> Contexts { get; init; } = [];

    /// <summary>The senders' names for it.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>When the first alert that named it was received, UTC.</summary>
    public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>0 when an alert named it, one more for each inspector in between.</summary>
    public int Depth { get; init; }

    /// <summary>How far each inspector is with it.</summary>
    public IReadOnlyList<AttributeInspection> Inspections { get; init; } = [];
}

/// <summary>How far one inspector is with one attribute.</summary>
/// <param name="Inspector">The inspector's name.</param>
/// <param name="State">How far it is.</param>
/// <param name="Reason">Why, where it was skipped, failed or deferred.</param>
/// <param name="At">When that became so, UTC.</param>
public sealed record AttributeInspection(string Inspector, InspectionState State, string? Reason, DateTimeOffset At);

/// <summary>How far an inspector is with an attribute.</summary>
[JsonConverter(typeof(TolerantEnumConverter<InspectionState>))]
public enum InspectionState
{
    /// <summary>A value that this reader does not know.</summary>
    Other,

    /// <summary>Asked, not answered yet.</summary>
    Pending,

    /// <summary>There are findings.</summary>
    Found,

    /// <summary>Looked, nothing bad.</summary>
    Nothing,

    /// <summary>The source does not know it.</summary>
    Unknown,

    /// <summary>Not looked, on purpose.</summary>
    Skipped,

    /// <summary>It could not be done.</summary>
    Failed,

    /// <summary>Put off by the inspector.</summary>
    Deferred,

    /// <summary>Asked repeatedly and never answered.</summary>
    Silent,
}
