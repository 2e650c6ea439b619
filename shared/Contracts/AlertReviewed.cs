namespace AlertResponder.Contracts;

/// <summary>reviewer → emitters: a report has a new verdict.</summary>
public sealed record AlertReviewed : IReportEvent
{
    /// <inheritdoc/>
    public required Guid ReportId { get; init; }

    /// <inheritdoc/>
    public required string AlertId { get; init; }

    /// <inheritdoc/>
    public required int DocumentVersion { get; init; }

    /// <inheritdoc/>
    public required int VerdictNumber { get; init; }

    /// <inheritdoc/>
    public required ReportDocument Report { get; init; }
}
