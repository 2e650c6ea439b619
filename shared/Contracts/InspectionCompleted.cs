using System.Text.Json.Serialization;

namespace AlertResponder.Contracts;

/// <summary>inspector → reviewer: the answer to one request. At most 60 KiB.</summary>
public sealed record InspectionCompleted
{
    /// <summary>As in the request.</summary>
    public required Guid ReportId { get; init; }

    /// <summary>As in the request.</summary>
    public required string AlertId { get; init; }

    /// <summary>As in the request.</summary>
    public required Guid InspectionId { get; init; }

    /// <summary>Who answers, e.g. <c>virustotal</c>.</summary>
    public required string Inspector { get; init; }

    /// <summary>As in the request.</summary>
    public required InspectedAttribute Attribute { get; init; }

    /// <summary>What came of it.</summary>
    public required InspectionOutcome Outcome { get; init; }

    /// <summary>Why it was skipped, failed or deferred, for people.</summary>
    public string? Reason { get; init; }

    /// <summary>When it is tried again, with <see cref="InspectionOutcome.Deferred"/>; UTC.</summary>
    public DateTimeOffset? DeferredUntil { get; init; }

    /// <summary>What was found out. The same inspector's answer for the same attribute replaces its former one.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Attributes that the inspection brought up and that may be inspected in turn.</summary>
    public IReadOnlyList<AlertAttribute> Discovered { get; init; } = [];

    /// <summary>The inspector's clock, UTC.</summary>
    public required DateTimeOffset CompletedAt { get; init; }
}

/// <summary>What came of one inspection.</summary>
[JsonConverter(typeof(TolerantEnumConverter<InspectionOutcome>))]
public enum InspectionOutcome
{
    /// <summary>A value that this reader does not know.</summary>
    Other,

    /// <summary>There are findings.</summary>
    Found,

    /// <summary>Looked, nothing bad.</summary>
    Nothing,

    /// <summary>The source does not know it.</summary>
    Unknown,

    /// <summary>Not looked; the reason says why.</summary>
    Skipped,

    /// <summary>It could not be done; the reason says why.</summary>
    Failed,

    /// <summary>Put off until the time that is named; a further answer follows.</summary>
    Deferred,
}
