namespace AlertResponder.Reviewer.Storage;

/// <summary>One of the first or last alerts of a report, as it came.</summary>
internal sealed class KeptAlert
{
    public Guid ReportId { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }

    public Guid ReceiptId { get; init; }

    /// <summary>The alert as JSON.</summary>
    public required string Json { get; init; }
}
