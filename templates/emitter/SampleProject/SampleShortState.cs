namespace SampleNamespace;

/// <summary>What was written of a report; kept as JSON.</summary>
internal sealed class SampleShortState
{
    public bool IsOpened { get; set; }

    /// <summary>The number of the newest verdict that was written, 0 for none.</summary>
    public int Verdict { get; set; }
}
