using MassTransit;

namespace AlertResponder.Transport.Compliance;

/// <summary>MassTransit's own transport within a process: what it does, ours has to do.</summary>
public sealed class InMemoryTransport : ITransport
{
    public void Use(IBusRegistrationConfigurator bus, Action<IBusRegistrationContext, IBusFactoryConfigurator> configure) =>
        bus.UsingInMemory((context, transport) =>
        {
            configure(context, transport);
            transport.ConfigureEndpoints(context);
        });
}
