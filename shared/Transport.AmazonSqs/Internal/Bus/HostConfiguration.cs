using AlertResponder.Transport.AmazonSqs.Internal.Connections;
using AlertResponder.Transport.AmazonSqs.Internal.Topology;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Transports;
using MassTransit.Util;

namespace AlertResponder.Transport.AmazonSqs.Internal.Bus;

/// <summary>The host of a bus: what its endpoints share.</summary>
internal sealed class HostConfiguration : BaseHostConfiguration<QueueEndpointConfiguration, IAmazonSqsReceiveEndpointConfigurator>
{
    private readonly BusConfiguration _bus;
    private readonly TopologyConfiguration _topology;
    private readonly Recycle<Connection> _connection;
    private HostSettings _settings = new();

    public HostConfiguration(BusConfiguration bus, TopologyConfiguration topology)
        : base(bus)
    {
        _bus = bus;
        _topology = topology;
        _connection = new Recycle<Connection>(() => new Connection(_settings, topology.Publish));
        Topology = new SqsBusTopology(this, topology);
        ReceiveTransportRetryPolicy = Retry.CreatePolicy(retry =>
        {
            retry.Handle<ConnectionException>();
            retry.Exponential(int.MaxValue, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1));
        });
    }

    public HostSettings Settings
    {
        get => _settings;
        set
        {
            _settings = value;
            AddressChanged();
        }
    }

    public HostAddress Address => _settings.Address;

    /// <summary>The connection in use; another one after a stop.</summary>
    public Connection Connection => _connection.Supervisor;

    public override Uri HostAddress => Address.ToUri();

    public override IBusTopology Topology { get; }

    public override IRetryPolicy ReceiveTransportRetryPolicy { get; }

    /// <summary>Region or scope were set.</summary>
    public void AddressChanged() => _topology.Publish.Host = _settings.Address;

    public override IEnumerable<ValidationResult> Validate() =>
        base.Validate().Concat(_settings.Validate().Select(error => this.Failure("Host", error)));

    public override IReceiveEndpointConfiguration CreateReceiveEndpointConfiguration(
        string queueName, Action<IReceiveEndpointConfigurator>? configure = null) =>
        CreateEndpoint(queueName, configure);

    public QueueEndpointConfiguration CreateEndpoint(string queueName, Action<IAmazonSqsReceiveEndpointConfigurator>? configure)
    {
        var configuration = _bus.CreateEndpointConfiguration(isBusEndpoint: false);
        return CreateEndpoint(configuration, new ReceiveSettings(configuration, queueName, isTemporary: false), configure);
    }

    public QueueEndpointConfiguration CreateEndpoint(
        SqsEndpointConfiguration configuration, ReceiveSettings settings, Action<IAmazonSqsReceiveEndpointConfigurator>? configure)
    {
        var endpoint = new QueueEndpointConfiguration(this, configuration, settings);
        configure?.Invoke(endpoint);
        Observers.EndpointConfigured(endpoint);
        Add(endpoint);
        return endpoint;
    }

    public override void ReceiveEndpoint(string queueName, Action<IAmazonSqsReceiveEndpointConfigurator>? configureEndpoint) =>
        CreateEndpoint(queueName, configureEndpoint);

    public override void ReceiveEndpoint(
        IEndpointDefinition definition, IEndpointNameFormatter? endpointNameFormatter, Action<IAmazonSqsReceiveEndpointConfigurator>? configureEndpoint = null)
    {
        var queueName = definition.GetEndpointName(endpointNameFormatter ?? DefaultEndpointNameFormatter.Instance);
        ReceiveEndpoint(queueName, endpoint =>
        {
            Apply(endpoint, definition);
            configureEndpoint?.Invoke(endpoint);
        });
    }

    /// <summary>Sets what a definition says of an endpoint.</summary>
    public void Apply(IAmazonSqsReceiveEndpointConfigurator endpoint, IEndpointDefinition definition)
    {
        if (definition.IsTemporary) endpoint.AutoDelete = true;
        ApplyEndpointDefinition(endpoint, definition);
    }

    public override IHost Build()
    {
        var host = new SqsHost(this);
        foreach (var endpoint in GetConfiguredEndpoints()) endpoint.Build(host);
        return host;
    }

    private sealed class SqsBusTopology(IHostConfiguration host, ITopologyConfiguration topology) : BusTopology(host, topology);
}
