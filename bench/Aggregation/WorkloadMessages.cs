using System.Text.Json.Serialization;

namespace AlertResponder.Bench.Aggregation;

/// <summary>What the conductor tells a workload, a line of JSON each; the answer is a line of JSON as well.</summary>
[JsonDerivedType(typeof(StartWorkload), "start")]
[JsonDerivedType(typeof(Aggregate), "aggregate")]
[JsonDerivedType(typeof(ReadUsage), "usage")]
[JsonDerivedType(typeof(ReadLastReport), "last-report")]
internal abstract record WorkloadRequest;

/// <summary>Start.</summary>
/// <param name="Name">Who: <see cref="Workload.Reviewer"/> or <see cref="Workload.InMemorySaga"/>.</param>
/// <param name="Settings">Settings of the service.</param>
/// <param name="ListensToReports">Whether somebody takes what the reviewer tells.</param>
internal sealed record StartWorkload(string Name, Dictionary<string, string> Settings, bool ListensToReports = false) : WorkloadRequest;

/// <summary>Publish alerts, and wait until they are aggregated.</summary>
internal sealed record Aggregate(AlertPattern Pattern) : WorkloadRequest;

/// <summary>Say what the process has used since it started.</summary>
internal sealed record ReadUsage : WorkloadRequest;

/// <summary>Say which report was told of last.</summary>
internal sealed record ReadLastReport : WorkloadRequest;

/// <summary>It runs.</summary>
internal sealed record Started;

/// <summary>All alerts are aggregated.</summary>
/// <param name="Seconds">From the first publish on.</param>
internal sealed record Aggregated(double Seconds);

/// <summary>What processes have used.</summary>
/// <param name="CpuMilliseconds">Processor time.</param>
/// <param name="AllocatedBytes">Of the managed heap, garbage included.</param>
internal sealed record Usage(double CpuMilliseconds, long AllocatedBytes)
{
    public static Usage operator -(Usage later, Usage earlier) =>
        new(later.CpuMilliseconds - earlier.CpuMilliseconds, later.AllocatedBytes - earlier.AllocatedBytes);
}

/// <summary>A report as it was told.</summary>
/// <param name="AlertCount">Its alerts.</param>
/// <param name="Bytes">The message's size.</param>
internal sealed record ToldReport(long AlertCount, int Bytes);
