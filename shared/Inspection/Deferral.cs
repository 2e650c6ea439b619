using System.Globalization;

namespace AlertResponder.Inspection;

/// <summary>Decides whether an inspection that cannot be done now is tried again before its deadline.</summary>
internal abstract record Deferral
{
    /// <summary>The header that says how often a request was put off before.</summary>
    public const string Header = "AlertResponder-Deferrals";

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);

    /// <summary>It is tried again.</summary>
    public sealed record Later(TimeSpan Delay, DateTimeOffset Until) : Deferral;

    /// <summary>There is no time left for that.</summary>
    public sealed record TooLate(string Reason) : Deferral;

    /// <summary>Decides.</summary>
    /// <param name="now">The time.</param>
    /// <param name="deadline">When the answer is no longer waited for.</param>
    /// <param name="deferrals">How often it was put off before.</param>
    /// <param name="retryAfter">How long the server asks to wait, if it does.</param>
    /// <param name="jitter">Random, 0 to 1: spreads those that were refused together.</param>
    public static Deferral Decide(DateTimeOffset now, DateTimeOffset deadline, int deferrals, TimeSpan? retryAfter, double jitter)
    {
        // Never earlier than the server asks for; a little later, or all that wait would come back in the same instant.
        var wait = retryAfter is { } asked ? Longer(asked, ShortestWait) : BackOff(deferrals);
        var delay = wait + (jitter * Shorter(wait / 4, FirstWait));
        // A deadline just missed by the jitter is met without it.
        if (now + delay >= deadline) delay = wait;
        if (now + delay < deadline) return new Later(delay, now + delay);
        return new TooLate(retryAfter is { } named
            ? $"it asks to wait {Text(named.TotalSeconds)} s, longer than the deadline {Text(deadline)} allows"
            : $"the deadline {Text(deadline)} leaves no time to try again after {deferrals} deferrals");
    }

    private static TimeSpan BackOff(int deferrals) => Shorter(FirstWait * Math.Pow(2, Math.Clamp(deferrals, 0, 10)), LongestBackOff);

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static string Text(double seconds) => Math.Ceiling(seconds).ToString("0", CultureInfo.InvariantCulture);

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
