namespace AlertResponder.Emitter.GitHub.Storage;

/// <summary>When the next write may begin (pure).</summary>
internal static class WriteBudget
{
    /// <param name="begun">The writes of the last hour, newest first.</param>
    /// <param name="pausedUntil">Until when GitHub asked for no calls.</param>
    /// <param name="limits">The settings.</param>
    /// <returns>The earliest time; in the past when it may begin at once.</returns>
    public static DateTimeOffset NextAt(IReadOnlyList<DateTimeOffset> begun, DateTimeOffset? pausedUntil, GitHubOptions limits)
    {
        var at = pausedUntil ?? DateTimeOffset.MinValue;
        if (begun.Count > 0) at = Later(at, begun[0] + limits.WriteInterval);
        if (begun.Count >= limits.WritesPerMinute) at = Later(at, begun[limits.WritesPerMinute - 1].AddMinutes(1));
        if (begun.Count >= limits.WritesPerHour) at = Later(at, begun[limits.WritesPerHour - 1].AddHours(1));
        return at;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
