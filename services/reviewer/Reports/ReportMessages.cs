using AlertResponder.Contracts;
using MassTransit;

namespace AlertResponder.Reviewer.Reports;

// What the reviewer tells itself about one report. None of these leaves the service; timers are sent to its queue and need no topic.

/// <summary>Aggregation added news to the report.</summary>
internal sealed record ReportGrew(Guid ReportId);

/// <summary>Timer: inspections are to be requested.</summary>
[ConfigureConsumeTopology(false)]
internal sealed record InspectionDue(Guid ReportId);

/// <summary>Timer: an answer of an inspector is overdue.</summary>
[ConfigureConsumeTopology(false)]
internal sealed record DeadlineDue(Guid ReportId);

/// <summary>Timer: the first review is to begin, or its grace is over.</summary>
[ConfigureConsumeTopology(false)]
internal sealed record ReviewDue(Guid ReportId);

/// <summary>Timer: the policy should have answered by now.</summary>
[ConfigureConsumeTopology(false)]
internal sealed record AnswerDue(Guid ReportId);

/// <summary>Timer: news are to be reviewed.</summary>
[ConfigureConsumeTopology(false)]
internal sealed record ReReviewDue(Guid ReportId);

/// <summary>Timer: news are to be told.</summary>
[ConfigureConsumeTopology(false)]
internal sealed record UpdateDue(Guid ReportId);

/// <summary>Timer: the window may be over.</summary>
[ConfigureConsumeTopology(false)]
internal sealed record WindowEnded(Guid ReportId);

/// <summary>A person asks for a review.</summary>
internal sealed record ReviewAsked(Guid ReportId, string By);

/// <summary>A person sets the verdict.</summary>
internal sealed record VerdictSet(Guid ReportId, Verdict Verdict);
