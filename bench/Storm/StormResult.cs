using AlertResponder.Bench.Aggregation;

namespace AlertResponder.Bench.Storm;

/// <summary>Where the storm is.</summary>
/// <param name="Figures">Of the alerts since the moment before.</param>
/// <param name="RowBytes">The report's row with the alerts it keeps.</param>
/// <param name="MessageBytes">The last message about the report.</param>
internal sealed record StormMoment(RoundFigures Figures, long RowBytes, int MessageBytes);

/// <summary>A storm: its first alerts, most of it, and its last ones, as many as the first.</summary>
internal sealed record StormResult(StormMoment Head, StormMoment Middle, StormMoment Tail)
{
    public int Alerts => Moments.Sum(moment => moment.Figures.Pattern.Alerts);

    public double PerSecond => Alerts / Moments.Sum(moment => moment.Figures.Seconds);

    public double CpuPerAlert => Moments.Sum(moment => moment.Figures.Process.CpuMilliseconds) / Alerts;

    public double PostgresCpuPerAlert => Moments.Sum(moment => moment.Figures.PostgresCpuMilliseconds) / Alerts;

    public double BytesPerAlert => Moments.Sum(moment => (double)moment.Figures.Process.AllocatedBytes) / Alerts;

    public double TimeGrowth => Head.Figures.PerSecond / Tail.Figures.PerSecond;

    /// <summary>Of both processes together.</summary>
    public double CpuGrowth => Cpu(Tail) / Cpu(Head);

    public double RowGrowth => (double)Tail.RowBytes / Head.RowBytes;

    public double MessageGrowth => (double)Tail.MessageBytes / Head.MessageBytes;

    /// <summary>The worst of them: 1 when the last alerts cost what the first ones did.</summary>
    public double Growth => new[] { TimeGrowth, CpuGrowth, RowGrowth, MessageGrowth }.Max();

    public StormMoment[] Moments => [Head, Middle, Tail];

    private static double Cpu(StormMoment moment) => moment.Figures.CpuPerAlert + moment.Figures.PostgresCpuPerAlert;
}
