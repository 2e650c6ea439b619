namespace AlertResponder.Emission.Storage;

/// <summary>The one row that all workers of the ledger share: its lock makes the budget of writes one, whatever their number.</summary>
internal sealed class TargetRow
{
    public const int TheOne = 1;

    public int Id { get; init; } = TheOne;

    /// <summary>Until when the target asked for no calls at all.</summary>
    public DateTimeOffset? PausedUntil { get; set; }

    /// <summary>How many permits were asked for: its update takes the row's lock.</summary>
    public long Permits { get; set; }

    /// <summary>
    /// The key by which the emitter knows its own again. It lives as long as the ledger does, so that a new token does not make it a stranger
    /// to what it has written.
    /// </summary>
    public required byte[] MarkerKey { get; init; }

    /// <summary>What the emitter has to remember of the target as a whole.</summary>
    public string? Memory { get; set; }
}
