using AlertResponder.Contracts;
using MassTransit;

namespace AlertResponder.Reviewer.Reports;

// What the reviewer sends to its own queues. None of these leaves the service, and none is published: the attribute keeps their queues from
// subscribing to topics that nobody publishes to.

/// <summary>Aggregation changed the report significantly.</summary>
[ConfigureConsumeTopology(false)]
internal sealed record ReportGrew(Guid ReportId);

/// <summary>Timer: inspections are to be requested.</summary>
[ConfigureConsumeTopology(false)]
internal sealed record InspectionDue(Guid ReportId);

/// <summary>Timer: an inspector's answer is overdue.</summary>
[ConfigureConsumeTopology(false)]
internal sealed record InspectionOverdue(Guid ReportId);

/// <summary>Timer: the first review is to begin, or its grace is over.</summary>
[ConfigureConsumeTopology(false)]
internal sealed record ReviewDue(Guid ReportId);

/// <summary>Timer: the policy's answer is overdue.</summary>
[ConfigureConsumeTopology(false)]
internal sealed record PolicyOverdue(Guid ReportId);

/// <summary>Timer: significant changes are to be reviewed.</summary>
[ConfigureConsumeTopology(false)]
internal sealed record ReReviewDue(Guid ReportId);

/// <summary>Timer: changes are to be published.</summary>
[ConfigureConsumeTopology(false)]
internal sealed record UpdateDue(Guid ReportId);

/// <summary>Timer: the window may be over.</summary>
[ConfigureConsumeTopology(false)]
internal sealed record WindowEnded(Guid ReportId);

/// <summary>A person asks for a review: the name of a key, and, as a remark beside it, whom its request named.</summary>
[ConfigureConsumeTopology(false)]
internal sealed record ReviewAsked(Guid ReportId, string By, string? OnBehalfOf = null);

/// <summary>A person sets the verdict: decided by the name of a key, and, as a remark beside it, whom its request named.</summary>
[ConfigureConsumeTopology(false)]
internal sealed record VerdictSet(Guid ReportId, Verdict Verdict, string? OnBehalfOf = null);

/// <summary>reviewer → its policy consumer: judge this report.</summary>
[ConfigureConsumeTopology(false)]
internal sealed record ReviewRequested
{
    /// <summary>The report.</summary>
    public required Guid ReportId { get; init; }

    /// <summary>What its alerts have in common.</summary>
    public required string AlertId { get; init; }

    /// <summary>Which review of the report this is, from 1; an answer to a former one is not taken.</summary>
    public required int ReviewNumber { get; init; }

    /// <summary>The document version that is judged.</summary>
    public required int BasedOnVersion { get; init; }

    /// <summary>The report as it stands, at most 60 KiB.</summary>
    public required ReportDocument Report { get; init; }
}

/// <summary>policy consumer → reviewer: the answer to <see cref="ReviewRequested"/>.</summary>
[ConfigureConsumeTopology(false)]
internal sealed record VerdictReached
{
    /// <summary>As in the request.</summary>
    public required Guid ReportId { get; init; }

    /// <summary>As in the request.</summary>
    public required string AlertId { get; init; }

    /// <summary>As in the request.</summary>
    public required int ReviewNumber { get; init; }

    /// <summary>As in the request.</summary>
    public required int BasedOnVersion { get; init; }

    /// <summary>The judgement.</summary>
    public required Verdict Verdict { get; init; }
}
