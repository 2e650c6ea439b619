using AlertResponder.Contracts;

namespace AlertResponder.Inspection;

/// <summary>The result of looking once.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Reason">Why, for people; null where there is nothing to say.</param>
public sealed record InspectionResult(InspectionOutcome Outcome, string? Reason = null)
{
    /// <summary>What was found out so far.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Attributes that were discovered, and may be inspected in turn; at most 50 are taken.</summary>
    public IReadOnlyList<AlertAttribute> Discovered { get; init; } = [];

    /// <summary>How long to wait before looking again, with <see cref="InspectionOutcome.Deferred"/>; null for 15 seconds and longer each time.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Something is known.</summary>
    /// <param name="findings">What.</param>
    /// <returns>The result.</returns>
    public static InspectionResult Found(params Finding[] findings) => new(InspectionOutcome.Found) { Findings = findings };

    /// <summary>Looked, nothing bad.</summary>
    /// <param name="reason">What was looked at, for people.</param>
    /// <returns>The result.</returns>
    public static InspectionResult Nothing(string? reason = null) => new(InspectionOutcome.Nothing, reason);

    /// <summary>The source does not know it.</summary>
    /// <param name="reason">Which source, for people.</param>
    /// <returns>The result.</returns>
    public static InspectionResult Unknown(string? reason = null) => new(InspectionOutcome.Unknown, reason);

    /// <summary>It was not looked at.</summary>
    /// <param name="reason">Why, for people.</param>
    /// <returns>The result.</returns>
    public static InspectionResult Skipped(string reason) => new(InspectionOutcome.Skipped, reason);

    /// <summary>It cannot be done, now or later.</summary>
    /// <param name="reason">Why, for people.</param>
    /// <returns>The result.</returns>
    public static InspectionResult Failed(string reason) => new(InspectionOutcome.Failed, reason);

    /// <summary>It cannot be done now: the request comes again, as long as its answer is waited for.</summary>
    /// <param name="reason">Why, for people.</param>
    /// <param name="retryAfter">How long to wait; null for 15 seconds and longer each time.</param>
    /// <returns>The result.</returns>
    public static InspectionResult Deferred(string reason, TimeSpan? retryAfter = null) =>
        new(InspectionOutcome.Deferred, reason) { RetryAfter = retryAfter };

    /// <summary>There is no time to look again: what was found stands, with a note of what is missing; nothing found is a failure.</summary>
    internal InspectionResult GivenUp(string reason) => this with
    {
        Outcome = Findings is { Count: > 0 } ? InspectionOutcome.Found : InspectionOutcome.Failed,
        Reason = (Findings is { Count: > 0 } ? "something is missing: " : "") + $"{Reason}; {reason}",
    };
}
