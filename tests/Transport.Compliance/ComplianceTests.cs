using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Transport.Compliance;

/// <summary>A subject of the suite: what holds on every transport that services run on.</summary>
public abstract class ComplianceTests(ITransport transport)
{
    /// <summary>Starts a bus.</summary>
    /// <param name="register">Registers consumers; their endpoints have kebab-case names.</param>
    /// <param name="configure">Configures the bus.</param>
    protected async Task<RunningBus> StartAsync(
        Action<IBusRegistrationConfigurator>? register = null, Action<IBusRegistrationContext, IBusFactoryConfigurator>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(new TestLog()));
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.SetKebabCaseEndpointNameFormatter();
            register?.Invoke(bus);
            transport.Use(bus, (context, factory) => configure?.Invoke(context, factory));
        });
        var bus = new RunningBus(services.BuildServiceProvider());
        await bus.Control.StartAsync(TestContext.Current.CancellationToken);
        return bus;
    }

    /// <summary>Starts a bus with one endpoint that consumes one type.</summary>
    /// <param name="queue">Name of its queue.</param>
    /// <param name="handle">Handles a message.</param>
    /// <param name="configure">Configures the endpoint before its handler.</param>
    protected Task<RunningBus> StartAsync<T>(
        string queue, MessageHandler<T> handle, Action<IReceiveEndpointConfigurator>? configure = null)
        where T : class =>
        StartAsync(configure: (_, factory) => factory.ReceiveEndpoint(queue, endpoint =>
        {
            configure?.Invoke(endpoint);
            endpoint.Handler(handle);
        }));
}
