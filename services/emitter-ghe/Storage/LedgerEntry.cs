namespace AlertResponder.Emitter.GitHub.Storage;

/// <summary>
/// What one report's issue should be, what was applied, and the call that may be under way. The first group of columns is written by
/// consumers only, the others by the lease's holder only, so that neither overwrites the other.
/// </summary>
internal sealed class LedgerEntry
{
    public required Guid ReportId { get; init; }

    // What is wanted.

    /// <summary>The highest one that was heard of.</summary>
    public required int DocumentVersion { get; set; }

    /// <summary>Grows with every message that brought news.</summary>
    public int Revision { get; set; } = 1;

    /// <summary>When the oldest news came that no step has looked at; null when all was looked at.</summary>
    public DateTimeOffset? NewsAt { get; set; }

    // What was applied.

    /// <summary>The revision that the last step looked at.</summary>
    public int SeenRevision { get; set; }

    public int? IssueNumber { get; set; }

    public string? IssueUrl { get; set; }

    /// <summary>The repository that the number belongs to, by its id: another setting must not write to foreign issues of that number.</summary>
    public string? Place { get; set; }

    public int AppliedVersion { get; set; }

    /// <summary>SHA-256 of the body that was written last.</summary>
    public string? BodyHash { get; set; }

    public int CommentedVerdict { get; set; }

    /// <summary>The severity labels that the emitter put on, with commas between.</summary>
    public string SeverityLabels { get; set; } = "";

    /// <summary>The verdict that open or closed was decided for.</summary>
    public int StateVerdict { get; set; }

    /// <summary>GitHub's own time of the emitter's closing: another time means that a person closed it since.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>When a closing was begun whose end is not recorded.</summary>
    public DateTimeOffset? ClosingAt { get; set; }

    /// <summary>A person has opened or closed the issue against the emitter: open or closed is the person's from then on.</summary>
    public bool StateIsPersons { get; set; }

    /// <summary>Numbers of further issues of this report that are to be closed, with commas between.</summary>
    public string Duplicates { get; set; } = "";

    /// <summary>Why nothing is written any more: a person deleted or moved the issue.</summary>
    public string? Gone { get; set; }

    // The call that is under way, or whose end is unknown.

    public CallKind Attempt { get; set; }

    /// <summary>The verdict that the attempted comment is for.</summary>
    public int AttemptVerdict { get; set; }

    /// <summary>When the latest attempt began.</summary>
    public DateTimeOffset? AttemptAt { get; set; }

    /// <summary>When the first attempt of these began: nothing older needs to be looked at.</summary>
    public DateTimeOffset? AttemptedSince { get; set; }

    /// <summary>How often the outcome of the latest attempt was looked for in vain.</summary>
    public int Looks { get; set; }

    /// <summary>Set after a repeated creation: when to look whether the first one came through after all.</summary>
    public DateTimeOffset? CheckDuplicatesAt { get; set; }

    // When to go on.

    /// <summary>When the next step is due; null when there is none until a message comes.</summary>
    public DateTimeOffset? RetryAt { get; set; }

    public int Failures { get; set; }

    public string? Failure { get; set; }

    /// <summary>Whether only a change, here or at GitHub, can help: then a newer message is tried at once.</summary>
    public bool FailureIsPermanent { get; set; }

    // Who works on it.

    public string? LeaseOwner { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>Grows with every lease. A holder whose lease ran out cannot record any more.</summary>
    public long Fencing { get; set; }

    /// <summary>The snapshot of the wanted version, as JSON. The last column: SQLite reads a row from its front, and the rest is short.</summary>
    public required string Document { get; set; }

    public LedgerEntry Copy() => (LedgerEntry)MemberwiseClone();
}

/// <summary>A call that must not simply be repeated when its end is unknown.</summary>
internal enum CallKind
{
    None,
    CreateIssue,
    AddComment,
}
