using AlertResponder.Contracts;

namespace AlertResponder.Emission.Storage;

/// <summary>A leased row and what it speaks of.</summary>
/// <param name="Row">The row.</param>
/// <param name="Report">The newest snapshot.</param>
/// <param name="Verdicts">The verdicts that were heard of, by number.</param>
/// <param name="Former">The report before this one, where it was written.</param>
internal sealed record LeasedReport(LedgerRow Row, ReportDocument Report, IReadOnlyDictionary<int, Verdict> Verdicts, FormerReport? Former)
{
    /// <summary>The row as the database has it: what was changed in <see cref="Row"/> since is saved next.</summary>
    public LedgerRow Saved { get; set; } = Row.Copy();
}

/// <summary>What was applied of a former report, and where.</summary>
internal sealed record FormerReport(string State, string? Target);

/// <summary>What waits.</summary>
/// <param name="Waiting">How many rows have something to do, now or later.</param>
/// <param name="NextAt">When the next row becomes due by time.</param>
internal sealed record Backlog(int Waiting, DateTimeOffset? NextAt);
