using AlertResponder.Contracts;
using MassTransit;

namespace AlertResponder.Bench.Aggregation;

/// <summary>The least that aggregation can be with MassTransit: repeats are counted, in memory, and nothing else is done.</summary>
internal sealed class AlertMemoryStateMachine : MassTransitStateMachine<AlertMemory>
{
    private static readonly Guid Namespace = new("3f0f8a52-2d1c-4b7e-9c55-0d6c7f6a1b10");

    public AlertMemoryStateMachine()
    {
        InstanceState(memory => memory.CurrentState);
        Event(() => Received, received => received.CorrelateById(x => NameBasedId.Of(Namespace, x.Message.AlertId)));

        Initially(When(Received).Then(Count).TransitionTo(Counting));
        During(Counting, When(Received).Then(Count));
    }

    public State Counting { get; private set; } = null!;

    public Event<AlertReceived> Received { get; private set; } = null!;

    private static void Count(BehaviorContext<AlertMemory, AlertReceived> x)
    {
        x.Saga.AlertCount++;
        if (x.Message.ReceivedAt < x.Saga.FirstSeen) x.Saga.FirstSeen = x.Message.ReceivedAt;
        if (x.Message.ReceivedAt > x.Saga.LastSeen) x.Saga.LastSeen = x.Message.ReceivedAt;
    }
}
