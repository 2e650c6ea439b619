namespace AlertResponder.Transport.AmazonSqs;

/// <summary>Pauses that double, with jitter, so that those who failed together do not come again together.</summary>
internal static class Backoff
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <param name="first">The first pause.</param>
    /// <param name="attempt">How often it failed, from 1.</param>
    /// <returns>Half of the doubled pause at least, at most all of it, and never more than 30 s.</returns>
    public static TimeSpan Of(TimeSpan first, int attempt)
    {
        var whole = Math.Min(first.TotalMilliseconds * Math.Pow(2, attempt - 1), Longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(whole * (1 + Random.Shared.NextDouble()) / 2);
    }
}
