using MassTransit;
using MassTransit.Configuration;

namespace AlertResponder.Transport.AmazonSqs.Internal.Bus;

/// <summary>Configures a bus and makes it.</summary>
internal sealed class SqsBusFactoryConfigurator : BusFactoryConfigurator, IAmazonSqsBusFactoryConfigurator, IBusFactory
{
    private readonly BusConfiguration _configuration;
    private readonly HostConfiguration _host;
    private readonly ReceiveSettings _settings;

    public SqsBusFactoryConfigurator(BusConfiguration configuration)
        : base(configuration)
    {
        _configuration = configuration;
        _host = configuration.HostConfiguration;
        _settings = new ReceiveSettings(
            configuration.BusEndpointConfiguration, configuration.Topology.Consume.CreateTemporaryQueueName("bus"), isTemporary: true);
    }

    public bool Durable
    {
        set => _settings.Durable = value;
    }

    public bool AutoDelete
    {
        set => _settings.AutoDelete = value;
    }

    public ushort WaitTimeSeconds
    {
        set => _settings.WaitTimeSeconds = value;
    }

    public bool PurgeOnStartup
    {
        set => _settings.PurgeOnStartup = value;
    }

    public IDictionary<string, object> QueueAttributes => _settings.QueueAttributes;

    public IDictionary<string, object> QueueSubscriptionAttributes => _settings.QueueSubscriptionAttributes;

    public IDictionary<string, string> QueueTags => _settings.QueueTags;

    public void Host(string region, Action<HostSettings>? configure = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(region);
        _host.Settings.UseRegion(region);
        configure?.Invoke(_host.Settings);
        _host.AddressChanged();
    }

    void IAmazonSqsBusFactoryConfigurator.Publish<T>(Action<IAmazonSqsMessagePublishTopologyConfigurator<T>>? configureTopology) =>
        configureTopology?.Invoke(_configuration.Topology.Publish.GetMessageTopology<T>());

    public void ReceiveEndpoint(
        IEndpointDefinition definition, IEndpointNameFormatter? endpointNameFormatter, Action<IAmazonSqsReceiveEndpointConfigurator>? configureEndpoint) =>
        _host.ReceiveEndpoint(definition, endpointNameFormatter, configureEndpoint);

    public void ReceiveEndpoint(
        IEndpointDefinition definition, IEndpointNameFormatter? endpointNameFormatter, Action<IReceiveEndpointConfigurator>? configureEndpoint) =>
        _host.ReceiveEndpoint(definition, endpointNameFormatter, configureEndpoint);

    public void ReceiveEndpoint(string queueName, Action<IAmazonSqsReceiveEndpointConfigurator> configureEndpoint) =>
        _host.ReceiveEndpoint(queueName, configureEndpoint);

    public void ReceiveEndpoint(string queueName, Action<IReceiveEndpointConfigurator> configureEndpoint) =>
        _host.ReceiveEndpoint(queueName, configureEndpoint);

    public IReceiveEndpointConfiguration CreateBusEndpointConfiguration(Action<IReceiveEndpointConfigurator> configure) =>
        _host.CreateEndpoint(_configuration.BusEndpointConfiguration, _settings, configure);
}
