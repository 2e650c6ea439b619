namespace AlertResponder.Bench.Aggregation;

/// <summary>A round.</summary>
/// <param name="Pattern">The alerts.</param>
/// <param name="Seconds">From the first publish until the last alert is committed in its report.</param>
/// <param name="SettledSeconds">Until the state machine has dealt with the reports, and what it told is delivered.</param>
/// <param name="Process">What the process used in all that time, the publisher included.</param>
/// <param name="PostgresCpuMilliseconds">Of PostgreSQL's processes.</param>
internal sealed record RoundFigures(AlertPattern Pattern, double Seconds, double SettledSeconds, Usage Process, double PostgresCpuMilliseconds)
{
    public double PerSecond => Pattern.Alerts / Seconds;

    /// <summary>Reports opened a second, counted until the last has been told of.</summary>
    public double OpenedPerSecond => Pattern.Keys / SettledSeconds;

    public double CpuPerAlert => Process.CpuMilliseconds / Pattern.Alerts;

    public double PostgresCpuPerAlert => PostgresCpuMilliseconds / Pattern.Alerts;

    public double BytesPerAlert => (double)Process.AllocatedBytes / Pattern.Alerts;
}
