using MassTransit;

namespace AlertResponder.Bench.Aggregation;

/// <summary>What the in-memory saga knows of an alert and its repeats.</summary>
internal sealed class AlertMemory : SagaStateMachineInstance
{
    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = "";

    public long AlertCount { get; set; }

    public DateTimeOffset FirstSeen { get; set; } = DateTimeOffset.MaxValue;

    public DateTimeOffset LastSeen { get; set; } = DateTimeOffset.MinValue;
}
