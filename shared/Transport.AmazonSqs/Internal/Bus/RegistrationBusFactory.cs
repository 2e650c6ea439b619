using AlertResponder.Transport.AmazonSqs.Internal.Topology;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AlertResponder.Transport.AmazonSqs.Internal.Bus;

/// <summary>Makes the bus of a container.</summary>
internal sealed class RegistrationBusFactory : TransportRegistrationBusFactory<IAmazonSqsReceiveEndpointConfigurator>
{
    private readonly BusConfiguration _configuration;
    private readonly Action<IBusRegistrationContext, IAmazonSqsBusFactoryConfigurator> _configure;

    public RegistrationBusFactory(Action<IBusRegistrationContext, IAmazonSqsBusFactoryConfigurator> configure)
        : this(new BusConfiguration(new TopologyConfiguration()), configure)
    {
    }

    private RegistrationBusFactory(BusConfiguration configuration, Action<IBusRegistrationContext, IAmazonSqsBusFactoryConfigurator> configure)
        : base(configuration.HostConfiguration)
    {
        _configuration = configuration;
        _configure = configure;
    }

    public override IBusInstance CreateBus(IBusRegistrationContext context, IEnumerable<IBusInstanceSpecification> specifications, string busName)
    {
        var options = context.GetRequiredService<IOptionsMonitor<AmazonSqsTransportOptions>>().Get(busName);
        _configuration.HostConfiguration.Settings = HostSettings.From(options);
        return CreateBus(new SqsBusFactoryConfigurator(_configuration), context, _configure, specifications);
    }
}
