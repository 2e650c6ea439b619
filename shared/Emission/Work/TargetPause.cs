namespace AlertResponder.Emission.Work;

/// <summary>How long nothing is sent to the target: one for all the reports that this process works on side by side.</summary>
internal class TargetPause(TimeProvider time)
{
    private static readonly TimeSpan FirstRateLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaxRateLimit = TimeSpan.FromMinutes(15);

    // Times since the start, which a clock that is set does not change.
    private readonly long _start = time.GetTimestamp();
    private readonly Lock _lock = new();
    private TimeSpan _until;
    private TimeSpan _limitedUntil;
    private int _rateLimits;

    /// <summary>How long it still lasts; zero when something may be sent.</summary>
    public TimeSpan Left
    {
        get
        {
            lock (_lock) return _until > Now ? _until - Now : TimeSpan.Zero;
        }
    }

    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>Pauses at least so long: what another report has met is not cut short.</summary>
    public void For(TimeSpan duration)
    {
        lock (_lock) Prolong(ref _until, Now + duration);
    }

    /// <summary>The target has asked for a pause, of a length or without one: then it grows from one to the next.</summary>
    /// <returns>How long nothing is sent.</returns>
    public TimeSpan RateLimited(TimeSpan? retryAfter)
    {
        lock (_lock)
        {
            var now = Now;
            // Calls that went out side by side are refused side by side: one limit, not many. No jitter: a target that names no time wants a
            // minute at the least.
            var at = retryAfter > TimeSpan.Zero ? now + (retryAfter < EmissionOptions.MaxPause ? retryAfter.Value : EmissionOptions.MaxPause)
                : _limitedUntil > now ? _limitedUntil
                : now + Backoff.Delay(++_rateLimits, FirstRateLimit, MaxRateLimit, jitter: 1);
            Prolong(ref _limitedUntil, at);
            Prolong(ref _until, at);
            return at - now;
        }
    }

    /// <summary>The target has taken a call. One that went out before the others were refused says nothing.</summary>
    public void Taken()
    {
        lock (_lock)
        {
            if (_limitedUntil <= Now) _rateLimits = 0;
        }
    }

    private static void Prolong(ref TimeSpan until, TimeSpan at)
    {
        if (at > until) until = at;
    }
}

/// <summary>The pause of one emitter of the host.</summary>
internal sealed class TargetPause<TEmitter>(TimeProvider time) : TargetPause(time);
