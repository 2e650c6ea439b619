using MassTransit;
using MassTransit.Transports;

namespace AlertResponder.Transport.AmazonSqs.Internal.Bus;

/// <summary>A host that runs; endpoints can be connected to it while it does.</summary>
internal sealed class SqsHost(HostConfiguration configuration) : BaseHost(configuration, configuration.Topology), IHost<IAmazonSqsReceiveEndpointConfigurator>
{
    public override HostReceiveEndpointHandle ConnectReceiveEndpoint(
        IEndpointDefinition definition, IEndpointNameFormatter? endpointNameFormatter, Action<IReceiveEndpointConfigurator>? configureEndpoint = null) =>
        Connect(definition, endpointNameFormatter, configureEndpoint);

    public override HostReceiveEndpointHandle ConnectReceiveEndpoint(string queueName, Action<IReceiveEndpointConfigurator>? configureEndpoint = null) =>
        Connect(queueName, configureEndpoint);

    HostReceiveEndpointHandle IReceiveConnector<IAmazonSqsReceiveEndpointConfigurator>.ConnectReceiveEndpoint(
        IEndpointDefinition definition, IEndpointNameFormatter? endpointNameFormatter, Action<IAmazonSqsReceiveEndpointConfigurator>? configureEndpoint) =>
        Connect(definition, endpointNameFormatter, configureEndpoint);

    HostReceiveEndpointHandle IReceiveConnector<IAmazonSqsReceiveEndpointConfigurator>.ConnectReceiveEndpoint(
        string queueName, Action<IAmazonSqsReceiveEndpointConfigurator>? configureEndpoint) =>
        Connect(queueName, configureEndpoint);

    protected override void Probe(ProbeContext context) => context.Set(new
    {
        Type = "Amazon SQS",
        configuration.Address.Region,
        configuration.Address.Scope,
        configuration.Settings.CreateTopology,
    });

    protected override IAgent[] GetAgentHandles() => [configuration.Connection];

    private HostReceiveEndpointHandle Connect(
        IEndpointDefinition definition, IEndpointNameFormatter? formatter, Action<IAmazonSqsReceiveEndpointConfigurator>? configure) =>
        Connect(definition.GetEndpointName(formatter ?? DefaultEndpointNameFormatter.Instance), endpoint =>
        {
            configuration.Apply(endpoint, definition);
            configure?.Invoke(endpoint);
        });

    private HostReceiveEndpointHandle Connect(string queueName, Action<IAmazonSqsReceiveEndpointConfigurator>? configure)
    {
        LogContext.SetCurrentIfNull(configuration.LogContext);
        var endpoint = configuration.CreateEndpoint(queueName, configure);
        var errors = endpoint.Validate().Where(result => result.Disposition == ValidationResultDisposition.Failure).ToList();
        if (errors.Count > 0)
            throw new ConfigurationException($"The endpoint '{queueName}' cannot be connected: {string.Join("; ", errors.Select(error => error.Message))}");

        endpoint.Build(this);
        return ReceiveEndpoints.Start(queueName);
    }
}
