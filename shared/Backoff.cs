namespace AlertResponder;

/// <summary>
/// The one back-off of this repository. Every project that waits between attempts compiles this file in, so that the adapters stay free
/// of a shared assembly.
/// </summary>
internal static class Backoff
{
    /// <summary>
    /// The delay before another attempt: it doubles from attempt to attempt up to a maximum, and lies between half of that and the whole,
    /// so that callers that failed together do not come back together.
    /// </summary>
    /// <param name="attempt">How many attempts have failed, from 1; less counts as 1.</param>
    /// <param name="first">The whole delay after the first failure.</param>
    /// <param name="max">The longest delay.</param>
    /// <returns>The delay, with jitter.</returns>
    public static TimeSpan Delay(int attempt, TimeSpan first, TimeSpan max) => Delay(attempt, first, max, Random.Shared.NextDouble());

    /// <summary>The same with a given jitter, for decisions that are tested as tables.</summary>
    /// <param name="attempt">How many attempts have failed, from 1; less counts as 1.</param>
    /// <param name="first">The whole delay after the first failure.</param>
    /// <param name="max">The longest delay.</param>
    /// <param name="jitter">0 for half of the delay, up to 1 for the whole.</param>
    /// <returns>The delay.</returns>
    public static TimeSpan Delay(int attempt, TimeSpan first, TimeSpan max, double jitter)
    {
        var doublings = Math.Clamp(attempt - 1, 0, 62);
        var whole = Math.Min(first.TotalMilliseconds * Math.Pow(2, doublings), max.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(whole * (1 + jitter) / 2);
    }
}
