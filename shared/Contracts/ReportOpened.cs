namespace AlertResponder.Contracts;

/// <summary>reviewer → emitters: a report was opened: an issue can exist at once.</summary>
public sealed record ReportOpened : IReportEvent
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
