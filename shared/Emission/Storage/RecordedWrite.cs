namespace AlertResponder.Emission.Storage;

/// <summary>A write that was begun, kept for an hour and a little longer: the budget counts them.</summary>
internal sealed class RecordedWrite
{
    public long Id { get; init; }

    public required DateTimeOffset At { get; init; }
}
