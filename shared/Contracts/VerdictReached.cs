namespace AlertResponder.Contracts;

/// <summary>policy consumer → reviewer: the answer to <see cref="ReviewRequested"/>.</summary>
public sealed record VerdictReached
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
