using System.Text.Json;
using AlertResponder.Contracts;
using MassTransit;

namespace AlertResponder.Reviewer.Reports;

/// <summary>
/// A report: the saga instance, and the one row that aggregation and the state machine lock. What lists and decisions need stands in
/// columns, the rest in <see cref="Content"/>.
/// </summary>
internal sealed class Report : SagaStateMachineInstance
{
    private ReportContent? _content;

    /// <summary>The report's id.</summary>
    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = nameof(ReportStateMachine.Opened);

    /// <summary>Backstop of the row lock; grows with every write.</summary>
    public int RowVersion { get; set; }

    public string AlertId { get; set; } = "";

    /// <summary>1 for the alert id's first report, 2 for the next: unique with it, so that two can never open the same one.</summary>
    public int Sequence { get; set; }

    public Guid? PreviousReportId { get; set; }

    public string Detector { get; set; } = "";
    public string RuleId { get; set; } = "";
    public string? RuleName { get; set; }
    public string Title { get; set; } = "";
    public string? Description { get; set; }

    /// <summary>The receipt whose alert gave detector, rule, title and description: the first by time of receipt.</summary>
    public Guid FirstReceiptId { get; set; }

    public DateTimeOffset OpenedAt { get; set; }
    public DateTimeOffset LastReceivedAt { get; set; }
    public DateTimeOffset WindowEndsAt { get; set; }
    public DateTimeOffset? ClosedAt { get; set; }

    public long AlertCount { get; set; }
    public DateTimeOffset FirstSeen { get; set; }
    public DateTimeOffset LastSeen { get; set; }

    /// <summary>Grows with every change that a reader of the document can see.</summary>
    public int DocumentVersion { get; set; }

    /// <summary>The document version of the last significant change: a new attribute, an answer, a count past a power of ten.</summary>
    public int SignificantVersion { get; set; }

    /// <summary>The document version that was published last, with whatever event.</summary>
    public int PublishedVersion { get; set; }

    public DateTimeOffset PublishedAt { get; set; }

    /// <summary>How many updates in a row brought only repeats.</summary>
    public int UnchangedUpdates { get; set; }

    /// <summary>Whether a <see cref="ReportGrew"/> is on its way; it covers all that comes until it is taken.</summary>
    public bool NotificationPending { get; set; }

    public bool InspectionsRequested { get; set; }

    /// <summary>Until when the first review waits for answers; null while it is not due.</summary>
    public DateTimeOffset? ReviewGraceEndsAt { get; set; }

    public int ReviewNumber { get; set; }

    /// <summary>How often the current review was asked for again.</summary>
    public int ReviewRepeats { get; set; }

    /// <summary>The document version that the verdict in force, or the last one confirmed, is based on.</summary>
    public int ReviewedVersion { get; set; }

    /// <summary>How many re-reviews in a row confirmed the verdict.</summary>
    public int UnchangedReviews { get; set; }

    public int VerdictNumber { get; set; }
    public int PublishedVerdictNumber { get; set; }
    public Severity? Severity { get; set; }
    public string? VerdictRule { get; set; }

    /// <summary>Set when a person decided: a policy does not overwrite it.</summary>
    public bool DecidedByPerson { get; set; }

    public Guid? InspectionDueToken { get; set; }
    public Guid? InspectionOverdueToken { get; set; }
    public Guid? ReviewDueToken { get; set; }
    public Guid? PolicyOverdueToken { get; set; }
    public Guid? ReReviewDueToken { get; set; }
    public Guid? UpdateDueToken { get; set; }
    public Guid? WindowEndedToken { get; set; }

    /// <summary>The content as the column has it; behind <see cref="Content"/> until <see cref="StoreContent"/>.</summary>
    public string ContentJson { get; private set; } = "{}";

    /// <summary>Read from JSON when it is first asked for: it can be megabytes.</summary>
    public ReportContent Content => _content ??= JsonSerializer.Deserialize<ReportContent>(ContentJson, DocumentJson.Options)!;

    /// <summary>Brings the column up to date with the content.</summary>
    public void StoreContent()
    {
        if (_content is not null) ContentJson = JsonSerializer.Serialize(_content, DocumentJson.Options);
    }

    /// <summary>A copy of the columns; what it has of the content is the JSON.</summary>
    public Report CopyColumns()
    {
        var copy = (Report)MemberwiseClone();
        copy._content = null;
        return copy;
    }

    /// <summary>Notes a change that readers see; a significant one is published soon and reviewed.</summary>
    public void MarkChanged(bool significant = false)
    {
        DocumentVersion++;
        if (significant) SignificantVersion = DocumentVersion;
    }

    public void Note(DateTimeOffset at, string what, string? why = null, string by = "reviewer", bool lasts = false) =>
        Content.AddToTimeline(new TimelineEntry(at, what, why, by, lasts));
}
