using AlertResponder.Contracts;

namespace AlertResponder.Emitter.GitHub.Storage;

/// <summary>A leased row and what it speaks of.</summary>
/// <param name="Entry">The row.</param>
/// <param name="Report">The newest snapshot.</param>
/// <param name="Verdicts">The verdicts that were heard of, by number.</param>
/// <param name="FormerIssue">The issue of the report before this one.</param>
internal sealed record LeasedReport(LedgerEntry Entry, ReportDocument Report, IReadOnlyDictionary<int, Verdict> Verdicts, FormerIssue? FormerIssue)
{
    /// <summary>The row as the database has it: what was changed in <see cref="Entry"/> since is saved next.</summary>
    public LedgerEntry Saved { get; set; } = Entry.Copy();
}

/// <summary>The issue of a former report.</summary>
internal sealed record FormerIssue(int Number, string? Place);

/// <summary>What waits.</summary>
/// <param name="Waiting">How many rows have something to do, now or later.</param>
/// <param name="NextAt">When the next row becomes due by time.</param>
internal sealed record Backlog(int Waiting, DateTimeOffset? NextAt);

/// <summary>Whether a write may begin.</summary>
internal readonly record struct Turn(bool IsGranted, DateTimeOffset? At)
{
    public static readonly Turn Granted = new(true, null);

    /// <summary>Not under this lease: another holder has the row, or there is news, which is to be read first.</summary>
    public static readonly Turn Lost;

    public static Turn Later(DateTimeOffset at) => new(false, at);
}
