namespace AlertResponder.Emitter.GitHub.Storage;

/// <summary>The one row that all workers of the database share: its lock makes the budget one, whatever their number.</summary>
internal sealed class WriteGate
{
    public const int TheOne = 1;

    public int Id { get; init; } = TheOne;

    /// <summary>Until when GitHub asked for no calls at all.</summary>
    public DateTimeOffset? PausedUntil { get; set; }

    /// <summary>How many writes were begun: its update takes the row's lock.</summary>
    public long Turns { get; set; }

    /// <summary>
    /// The key of the markers' HMAC. It lives as long as the ledger does, so that a new token does not make the emitter a stranger to
    /// its own issues.
    /// </summary>
    public required byte[] MarkerKey { get; init; }
}

/// <summary>A write that was begun, kept for an hour and a little longer: the budget counts them.</summary>
internal sealed class BegunWrite
{
    public long Id { get; init; }

    public required DateTimeOffset At { get; init; }
}
