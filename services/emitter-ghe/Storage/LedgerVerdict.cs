namespace AlertResponder.Emitter.GitHub.Storage;

/// <summary>A verdict that was heard of.</summary>
internal sealed class LedgerVerdict
{
    public required Guid ReportId { get; init; }

    public required int VerdictNumber { get; init; }

    /// <summary>The verdict, as JSON.</summary>
    public required string Verdict { get; init; }
}
