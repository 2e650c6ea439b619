using System.Diagnostics.Metrics;

namespace AlertResponder.Emitter.GitHub;

/// <summary>What an operator watches.</summary>
internal sealed class EmitterMetrics
{
    public const string MeterName = "AlertResponder.Emitter.GitHub";

    private readonly Counter<long> _writes;
    private readonly Counter<long> _failures;
    private int _waiting;

    public EmitterMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _writes = meter.CreateCounter<long>("alertresponder.emitter.writes", "{write}", "Changes made at GitHub, by kind");
        _failures = meter.CreateCounter<long>("alertresponder.emitter.failures", "{failure}", "Calls that failed, by reason");
        meter.CreateObservableGauge("alertresponder.emitter.waiting", () => Volatile.Read(ref _waiting), "{report}", "Reports with something left to do");
    }

    public void Wrote(string kind) => _writes.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public void Failed(string reason) => _failures.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Waiting(int reports) => Volatile.Write(ref _waiting, reports);
}
