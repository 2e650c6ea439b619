namespace AlertResponder.Emission.Testing;

/// <summary>A host's clock: it goes with the true one, and may be ahead of it. The time that passes is the true one.</summary>
internal sealed class HostClock(TimeProvider truth) : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override long TimestampFrequency => truth.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => truth.GetUtcNow() + Ahead;

    public override long GetTimestamp() => truth.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        truth.CreateTimer(callback, state, dueTime, period);
}
