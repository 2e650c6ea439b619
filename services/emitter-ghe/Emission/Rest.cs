namespace AlertResponder.Emitter.GitHub.Emission;

/// <summary>Until when nothing is begun: one for all the reports that this process works on side by side.</summary>
internal sealed class Rest(WorkerSetup setup)
{
    private static readonly TimeSpan FirstRateLimit = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private DateTimeOffset _until;
    private DateTimeOffset _limitedUntil;
    private int _rateLimits;

    /// <summary>How long it still lasts; zero when something may be begun.</summary>
    public TimeSpan Left
    {
        get
        {
            lock (_lock)
            {
                var now = setup.Time.GetUtcNow();
                return IsToCome(_until, now) ? _until - now : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Rests at least so long: what another report has met is not cut short.</summary>
    public void Until(DateTimeOffset at)
    {
        lock (_lock) Prolong(ref _until, at, setup.Time.GetUtcNow());
    }

    /// <summary>GitHub has asked for a pause, until a time or without one: then it grows from one to the next.</summary>
    /// <returns>Until when nothing is begun.</returns>
    public DateTimeOffset RateLimited(DateTimeOffset? retryAt)
    {
        lock (_lock)
        {
            var now = setup.Time.GetUtcNow();
            // Calls that went out side by side are refused side by side: one limit, not many.
            var at = retryAt > now ? retryAt.Value
                : IsToCome(_limitedUntil, now) ? _limitedUntil
                : now + BackOff.Of(FirstRateLimit, ++_rateLimits);
            Prolong(ref _limitedUntil, at, now);
            Prolong(ref _until, at, now);
            return at;
        }
    }

    /// <summary>GitHub has taken a call. One that went out before the others were refused says nothing.</summary>
    public void Taken()
    {
        lock (_lock)
        {
            if (!IsToCome(_limitedUntil, setup.Time.GetUtcNow())) _rateLimits = 0;
        }
    }

    private void Prolong(ref DateTimeOffset until, DateTimeOffset at, DateTimeOffset now)
    {
        if (!IsToCome(until, now) || at > until) until = at;
    }

    private bool IsToCome(DateTimeOffset at, DateTimeOffset now) => at.IsToCome(now, setup.Options.Value.LongestWait);
}
