using System.Diagnostics;

namespace AlertResponder.ServiceDefaults;

/// <summary>
/// Takes of a request which trace it belongs to, and nothing else: baggage and state are text of whoever sent it, and would go on with every message
/// and to every service that is asked.
/// </summary>
internal sealed class TraceContextOnly : DistributedContextPropagator
{
    private static readonly DistributedContextPropagator W3C = CreateW3CPropagator();

    public override IReadOnlyCollection<string> Fields { get; } = ["traceparent"];

    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
    {
        W3C.ExtractTraceIdAndState(carrier, getter, out traceId, out _);
        traceState = null;
    }

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
    {
        if (activity?.Id is { } id) setter?.Invoke(carrier, "traceparent", id);
    }
}
