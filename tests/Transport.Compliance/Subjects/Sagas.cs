using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Transport.Compliance.Subjects;

public abstract class Sagas(ITransport transport) : ComplianceTests(transport)
{
    [Fact]
    public async Task Saga_lives_from_its_first_event_to_its_last()
    {
        var closed = new Heard<Closed>();
        await using var bus = await StartAsync(
            bus => bus.AddSagaStateMachine<CaseStateMachine, Case>().InMemoryRepository(),
            (_, factory) => factory.ReceiveEndpoint("closed", endpoint => endpoint.Handler<Closed>(closed.HearAsync)));
        var cases = Enumerable.Range(0, 10).Select(_ => NewId.NextGuid()).ToList();
        var repository = (ILoadSagaRepository<Case>)bus.Services.GetRequiredService<ISagaRepository<Case>>();

        await Task.WhenAll(cases.Select(id => bus.PublishAsync(new Opened(id))));
        await TestKit.Patiently.UntilAsync(
            async () => (await Task.WhenAll(cases.Select(repository.Load))).All(instance => instance?.CurrentState == "Open"), "all cases are open");
        await Task.WhenAll(cases.Select(id => bus.PublishAsync(new Solved(id))));

        (await closed.ManyAsync(10)).Select(context => context.Message.CorrelationId).Should().BeEquivalentTo(cases);
        await TestKit.Patiently.UntilAsync(
            async () => (await Task.WhenAll(cases.Select(repository.Load))).All(instance => instance is null), "all cases are gone");
    }

    public sealed record Opened(Guid CorrelationId) : CorrelatedBy<Guid>;

    public sealed record Solved(Guid CorrelationId) : CorrelatedBy<Guid>;

    public sealed record Closed(Guid CorrelationId) : CorrelatedBy<Guid>;

    public sealed class Case : SagaStateMachineInstance
    {
        public Guid CorrelationId { get; set; }

        public string CurrentState { get; set; } = "";
    }

    public sealed class CaseStateMachine : MassTransitStateMachine<Case>
    {
        public CaseStateMachine()
        {
            InstanceState(instance => instance.CurrentState);
            Initially(When(Opened).TransitionTo(Open));
            During(Open, When(Solved).Publish(context => new Closed(context.Message.CorrelationId)).Finalize());
            SetCompletedWhenFinalized();
        }

        public State Open { get; private set; } = null!;

        public Event<Opened> Opened { get; private set; } = null!;

        public Event<Solved> Solved { get; private set; } = null!;
    }
}
