namespace AlertResponder.Emitter.PagerDuty;

/// <summary>What the emitter has to know of a report's alarm.</summary>
internal sealed class PagerDutyState
{
    /// <summary>What the open alarm was triggered as; null while there is none.</summary>
    public string? Severity { get; set; }

    /// <summary>The verdict that the last event was sent for; 0 before the first.</summary>
    public int Verdict { get; set; }

    /// <summary>A trigger was begun, and no resolve was accepted since. Nobody may know whether it came through: the resolve is sent all the same.</summary>
    public bool MayBeOpen { get; set; }
}
