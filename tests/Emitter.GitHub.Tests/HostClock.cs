namespace AlertResponder.Emitter.GitHub.Tests;

/// <summary>A host's clock: it goes with the true one, and may be ahead of it.</summary>
internal sealed class HostClock(TimeProvider truth) : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => truth.GetUtcNow() + Ahead;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        truth.CreateTimer(callback, state, dueTime, period);
}
