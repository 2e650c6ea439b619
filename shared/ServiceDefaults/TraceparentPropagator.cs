using System.Diagnostics;

namespace AlertResponder.ServiceDefaults;

/// <summary>
/// Takes over the trace of whoever calls, and nothing else: what a caller writes into <c>baggage</c> or <c>tracestate</c> would travel with
/// every message that follows, and on to others. Writes nothing.
/// </summary>
internal sealed class TraceparentPropagator : DistributedContextPropagator
{
    private const string Traceparent = "traceparent";

    public override IReadOnlyCollection<string> Fields { get; } = [Traceparent];

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
    {
    }

    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
    {
        (traceId, traceState) = (null, null);
        getter?.Invoke(carrier, Traceparent, out traceId, out _);
    }

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;
}
