using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace AlertResponder.Emission;

/// <summary>What an operator watches, by emitter.</summary>
internal sealed class EmissionMetrics
{
    public const string MeterName = "AlertResponder.Emission";

    private readonly Counter<long> _writes;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _givenUp;
    private readonly ConcurrentDictionary<string, int> _waiting = new();

    public EmissionMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _writes = meter.CreateCounter<long>("alertresponder.emitter.writes", "{write}", "Changes made at the target, by kind");
        _failures = meter.CreateCounter<long>("alertresponder.emitter.failures", "{failure}", "Calls that failed, by reason");
        _givenUp = meter.CreateCounter<long>("alertresponder.emitter.given_up", "{step}", "Steps that were given up after their last retry, by kind");
        meter.CreateObservableGauge(
            "alertresponder.emitter.waiting",
            () => _waiting.Select(emitter => new Measurement<int>(emitter.Value, new KeyValuePair<string, object?>("emitter", emitter.Key))),
            "{report}", "Reports with something left to do");
    }

    public void Wrote(string emitter, string kind) => _writes.Add(1, new("kind", kind), new("emitter", emitter));

    public void Failed(string emitter, EmitFailure reason) => _failures.Add(1, new("reason", reason.ToString()), new("emitter", emitter));

    public void GaveUp(string emitter, string kind) => _givenUp.Add(1, new("kind", kind), new("emitter", emitter));

    public void Waiting(string emitter, int reports) => _waiting[emitter] = reports;
}
