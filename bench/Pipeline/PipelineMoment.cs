namespace AlertResponder.Bench.Pipeline;

/// <summary>What all processes together have done since their start.</summary>
/// <param name="Timestamp">When, as a time stamp of <see cref="TimeProvider.System"/>.</param>
/// <param name="Reports">Reports whose verdict was commented.</param>
/// <param name="Cpu">Milliseconds of processor time, by the name of the row.</param>
/// <param name="Messages">Messages that came into queues, by the queue's name.</param>
internal sealed record PipelineMoment(long Timestamp, int Reports, IReadOnlyDictionary<string, double> Cpu, IReadOnlyDictionary<string, long> Messages);

/// <summary>What was done between two moments.</summary>
internal sealed record PipelineStretch(PipelineMoment From, PipelineMoment To)
{
    public double Seconds => TimeProvider.System.GetElapsedTime(From.Timestamp, To.Timestamp).TotalSeconds;

    public int Reports => To.Reports - From.Reports;

    public double ReportsPerSecond => Reports / Seconds;

    /// <summary>Milliseconds of processor time a report.</summary>
    public IReadOnlyDictionary<string, double> CpuPerReport =>
        To.Cpu.ToDictionary(row => row.Key, row => (row.Value - From.Cpu[row.Key]) / Reports);

    /// <summary>Cores in use.</summary>
    public IReadOnlyDictionary<string, double> Cores => To.Cpu.ToDictionary(row => row.Key, row => (row.Value - From.Cpu[row.Key]) / Seconds / 1_000);

    /// <summary>Messages a report, those that came into no queue left out.</summary>
    public IReadOnlyDictionary<string, double> MessagesPerReport => To.Messages
        .Select(queue => (queue.Key, Count: queue.Value - From.Messages.GetValueOrDefault(queue.Key)))
        .Where(queue => queue.Count > 0)
        .ToDictionary(queue => queue.Key, queue => (double)queue.Count / Reports);

    public double MessagesPerSecond => (To.Messages.Values.Sum() - From.Messages.Values.Sum()) / Seconds;
}
