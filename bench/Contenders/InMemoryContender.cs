using MassTransit;

namespace AlertResponder.Bench.Contenders;

/// <summary>MassTransit's in-memory transport: what MassTransit itself costs.</summary>
internal sealed class InMemoryContender(ContenderSettings settings, Arrivals arrivals) : BusContender(settings, arrivals)
{
    protected override void UseTransport(IBusRegistrationConfigurator bus, string[] queues) =>
        bus.UsingInMemory((context, transport) => Configure(transport, context, queues));
}
