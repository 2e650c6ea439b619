namespace AlertResponder.Emitter.GitHub;

/// <summary>
/// A clock that was ahead and is set back leaves times in the future behind. One that lies further ahead than it can ever have been
/// set counts as past: better to ask GitHub once too early than to be silent for a day.
/// </summary>
internal static class ClockJump
{
    /// <summary>How far the clocks of two workers on one database may be apart.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    /// <param name="at">The time.</param>
    /// <param name="now">The clock's.</param>
    /// <param name="longest">How far ahead it may have been set.</param>
    /// <returns>Whether it is still to come.</returns>
    public static bool IsToCome(this DateTimeOffset at, DateTimeOffset now, TimeSpan longest) => at > now && at <= now + longest + Tolerance;
}
