using System.Globalization;

namespace AlertResponder.Inspection;

/// <summary>Decides whether an inspection that cannot be done now is tried again before its deadline.</summary>
internal abstract record Deferral
{
    /// <summary>The header that says how often a request was deferred before.</summary>
    public const string Header = "AlertResponder-Deferrals";

    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MinWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxSpread = TimeSpan.FromSeconds(15);

    /// <summary>It is tried again.</summary>
    public sealed record Later(TimeSpan Delay, DateTimeOffset Until) : Deferral;

    /// <summary>There is no time left for that.</summary>
    public sealed record TooLate(string Reason) : Deferral;

    /// <summary>Decides.</summary>
    /// <param name="now">The time.</param>
    /// <param name="deadline">When the answer is no longer waited for.</param>
    /// <param name="deferrals">How often it was deferred before.</param>
    /// <param name="retryAfter">How long the server asks to wait, if it does.</param>
    /// <param name="jitter">Random, 0 to 1: spreads the requests that were refused together.</param>
    public static Deferral Decide(DateTimeOffset now, DateTimeOffset deadline, int deferrals, TimeSpan? retryAfter, double jitter)
    {
        // Never earlier than the server asks for; the jitter comes on top, or all that wait would come back at the same moment.
        var wait = retryAfter is { } asked
            ? asked > MinWait ? asked : MinWait
            : Backoff.Delay(deferrals + 1, FirstBackoff, MaxBackoff, jitter: 1);
        // What is left is compared, and no time is added up before: a server may ask for a wait beyond the end of all dates.
        var left = deadline - now;
        if (wait < left)
        {
            var spread = wait / 4 < MaxSpread ? wait / 4 : MaxSpread;
            var delay = wait + (jitter * spread);
            // A deadline that is missed only because of the jitter is met without it.
            if (delay >= left) delay = wait;
            return new Later(delay, now + delay);
        }

        return new TooLate(retryAfter is { } named
            ? $"its source asks to wait {Text(named.TotalSeconds)} s, longer than the deadline {Text(deadline)} allows"
            : $"the deadline {Text(deadline)} leaves no time to try again after {deferrals} deferrals");
    }

    private static string Text(double seconds) => Math.Ceiling(seconds).ToString("0", CultureInfo.InvariantCulture);

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
