using AlertResponder.Transport.AmazonSqs.Internal.Topology;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Observables;

namespace AlertResponder.Transport.AmazonSqs.Internal.Bus;

/// <summary>The configuration of a bus and of its own endpoint.</summary>
internal sealed class BusConfiguration : SqsEndpointConfiguration, IBusConfiguration
{
    private readonly BusObservable _observers = new();

    public BusConfiguration(TopologyConfiguration topology)
        : base(topology)
    {
        HostConfiguration = new HostConfiguration(this, topology);
        BusEndpointConfiguration = CreateEndpointConfiguration(isBusEndpoint: true);
    }

    public HostConfiguration HostConfiguration { get; }

    public SqsEndpointConfiguration BusEndpointConfiguration { get; }

    IHostConfiguration IBusConfiguration.HostConfiguration => HostConfiguration;

    IEndpointConfiguration IBusConfiguration.BusEndpointConfiguration => BusEndpointConfiguration;

    IBusObserver IBusConfiguration.BusObservers => _observers;

    public ConnectHandle ConnectBusObserver(IBusObserver observer) => _observers.Connect(observer);

    public ConnectHandle ConnectEndpointConfigurationObserver(IEndpointConfigurationObserver observer) =>
        HostConfiguration.ConnectEndpointConfigurationObserver(observer);
}
