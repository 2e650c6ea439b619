using MassTransit;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Model;

/// <summary>Counts its steps, tells of each, and has one timer.</summary>
public sealed class CountStateMachine : MassTransitStateMachine<Count>
{
    public CountStateMachine()
    {
        InstanceState(count => count.CurrentState);
        Schedule(() => Timer, count => count.TimerToken, schedule => schedule.Received = configure => configure.CorrelateById(context => context.Message.CorrelationId));

        Initially(
            When(Stepping).Then(Add).Publish(context => new Stepped(context.Saga.CorrelationId, context.Message.Amount)).TransitionTo(Counting),
            When(Arming).Schedule(Timer, context => new TimerDue(context.Saga.CorrelationId), context => TimeSpan.FromSeconds(context.Message.Seconds)).TransitionTo(Counting));
        During(Counting,
            When(Stepping).Then(Add).Publish(context => new Stepped(context.Saga.CorrelationId, context.Message.Amount)),
            When(Arming).Schedule(Timer, context => new TimerDue(context.Saga.CorrelationId), context => TimeSpan.FromSeconds(context.Message.Seconds)),
            When(Disarming).Unschedule(Timer),
            When(Timer.Received).Then(context => context.Saga.TimersFired++));
    }

    public State Counting { get; private set; } = null!;
    public Event<Step> Stepping { get; private set; } = null!;
    public Event<Arm> Arming { get; private set; } = null!;
    public Event<Disarm> Disarming { get; private set; } = null!;
    public Schedule<Count, TimerDue> Timer { get; private set; } = null!;

    private static void Add(BehaviorContext<Count, Step> context)
    {
        context.Saga.Steps++;
        context.Saga.Sum += context.Message.Amount;
    }
}

public sealed class CountDefinition : SagaDefinition<Count>
{
    protected override void ConfigureSaga(IReceiveEndpointConfigurator endpointConfigurator, ISagaConfigurator<Count> sagaConfigurator, IRegistrationContext context) =>
        endpointConfigurator.UseEntityFrameworkOutbox<NoteContext>(context);
}
