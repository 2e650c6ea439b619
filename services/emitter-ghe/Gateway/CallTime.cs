namespace AlertResponder.Emitter.GitHub.Gateway;

/// <summary>
/// The time that one step has for the calls of which there may be many: pages, and duplicates to delete. A lease lasts for some calls that each
/// take as long as they may (<see cref="AlertResponder.Emission.EmissionOptions.Lease"/>), so a step must not begin further ones for ever.
/// </summary>
internal sealed class CallTime(TimeProvider time, TimeSpan max)
{
    private readonly long _begin = time.GetTimestamp();

    /// <summary>Whether no further one may begin.</summary>
    public bool IsOver => time.GetElapsedTime(_begin) >= max;
}
