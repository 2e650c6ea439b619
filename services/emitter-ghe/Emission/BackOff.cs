namespace AlertResponder.Emitter.GitHub.Emission;

/// <summary>Pauses that grow from one failure to the next (pure).</summary>
internal static class BackOff
{
    public static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <param name="first">The pause after the first failure.</param>
    /// <param name="times">How many failures there were in a row, at least 1.</param>
    public static TimeSpan Of(TimeSpan first, int times)
    {
        var wait = first * Math.Pow(2, Math.Min(times, 10) - 1);
        return wait < Longest ? wait : Longest;
    }
}
