using MassTransit;

namespace AlertResponder.Bench.Candidates;

/// <summary>MassTransit's in-memory transport: what MassTransit itself costs.</summary>
internal sealed class InMemoryCandidate(CandidateSettings settings, Arrivals arrivals) : BusCandidate(settings, arrivals)
{
    protected override void UseTransport(IBusRegistrationConfigurator bus, string[] queues) =>
        bus.UsingInMemory((context, transport) => Configure(transport, context, queues));
}
