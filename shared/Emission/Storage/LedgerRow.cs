namespace AlertResponder.Emission.Storage;

/// <summary>
/// What the target should show of one report, what was applied, and the call that may be under way. The first group of columns is written
/// by consumers only, the others by the lease's holder only, so that neither overwrites the other; the long ones stand last.
/// </summary>
internal sealed class LedgerRow
{
    public required Guid ReportId { get; init; }

    // What is wanted; with Verdicts and Document.

    /// <summary>The highest one that was heard of.</summary>
    public required int DocumentVersion { get; set; }

    /// <summary>Grows with every message that brought news.</summary>
    public int Revision { get; set; } = 1;

    /// <summary>When the oldest news came that no step has looked at; null when all was looked at.</summary>
    public DateTimeOffset? NewsAt { get; set; }

    // What was applied; with State.

    /// <summary>The revision that the last step looked at.</summary>
    public int SeenRevision { get; set; }

    /// <summary>The target that it was written to, by its own key: another setting must not write to foreign things of the same number.</summary>
    public string? Target { get; set; }

    /// <summary>SHA-256 of the place that the reviewer was sent last; null before the first.</summary>
    public string? SentPlace { get; set; }

    /// <summary>Why nothing is written any more.</summary>
    public string? AbandonedReason { get; set; }

    /// <summary>The decorations that were refused, with commas between.</summary>
    public string PassedBy { get; set; } = "";

    /// <summary>When they are tried again.</summary>
    public DateTimeOffset? DecorateAt { get; set; }

    // The call that is under way, or whose outcome is unknown, and that must not simply be made again.

    /// <summary>The step's name.</summary>
    public string? Write { get; set; }

    /// <summary>What it makes.</summary>
    public string WriteKey { get; set; } = "";

    /// <summary>When the latest attempt began.</summary>
    public DateTimeOffset? WriteAt { get; set; }

    /// <summary>When the first attempt of these began: nothing older needs to be looked at.</summary>
    public DateTimeOffset? WriteSince { get; set; }

    /// <summary>How often the outcome of the latest attempt was looked for in vain.</summary>
    public int Lookups { get; set; }

    /// <summary>Set after a repeat: when to check whether the first attempt came through after all.</summary>
    public DateTimeOffset? CheckAt { get; set; }

    // When to go on.

    /// <summary>When the next step is due; null when there is none until a message comes.</summary>
    public DateTimeOffset? DueAt { get; set; }

    public int Failures { get; set; }

    public string? Failure { get; set; }

    /// <summary>Whether only a change, here or at the target, can help: then a newer message is tried at once.</summary>
    public bool FailureIsPermanent { get; set; }

    // Who works on it.

    public string? LeaseOwner { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>Grows with every lease. A holder whose lease ran out cannot record any more.</summary>
    public long Fencing { get; set; }

    /// <summary>What the emitter knows of the report, as JSON.</summary>
    public string State { get; set; } = "{}";

    /// <summary>The verdicts that were heard of, by number, as JSON.</summary>
    public string Verdicts { get; set; } = "{}";

    /// <summary>The snapshot of the wanted version, as JSON; null once a closed report is applied. The last column: SQLite reads a row from its front.</summary>
    public required string? Document { get; set; }

    public LedgerRow Copy() => (LedgerRow)MemberwiseClone();
}
