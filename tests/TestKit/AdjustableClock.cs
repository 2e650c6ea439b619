namespace AlertResponder.TestKit;

/// <summary>A clock that an operator or NTP sets: its timers run on, its time of day jumps.</summary>
public sealed class AdjustableClock(DateTimeOffset start) : TimeProvider
{
    private readonly long _since = System.GetTimestamp();
    private long _shift;

    public void Shift(TimeSpan by) => Interlocked.Add(ref _shift, by.Ticks);

    public override DateTimeOffset GetUtcNow() => start + System.GetElapsedTime(_since) + TimeSpan.FromTicks(Interlocked.Read(ref _shift));
}
