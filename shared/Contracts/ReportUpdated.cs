namespace AlertResponder.Contracts;

/// <summary>reviewer → emitters: a report has changed; at most one in the update interval.</summary>
public sealed record ReportUpdated : IReportEvent
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
