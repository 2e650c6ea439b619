using AlertResponder.Transport.AmazonSqs.Internal.Bus;
using AlertResponder.Transport.AmazonSqs.Internal.Connections;
using AlertResponder.Transport.AmazonSqs.Internal.Sending;
using AlertResponder.Transport.AmazonSqs.Internal.Topology;
using MassTransit;
using MassTransit.Transports;
using MassTransit.Util;

namespace AlertResponder.Transport.AmazonSqs.Internal.Receiving;

/// <summary>A receive endpoint as MassTransit's stock transport takes it.</summary>
internal sealed class QueueEndpointContext : BaseReceiveEndpointContext
{
    private readonly HostConfiguration _host;
    private readonly Recycle<EndpointSupervisor> _supervisor;

    public QueueEndpointContext(
        HostConfiguration host, QueueEndpointConfiguration configuration, ReceiveSettings settings, IReadOnlyCollection<SubscriptionDefinition> subscriptions)
        : base(host, configuration)
    {
        _host = host;
        _supervisor = new Recycle<EndpointSupervisor>(() => new EndpointSupervisor(host));
        Settings = settings;
        Queue = settings.QueueIn(host.Address);
        Subscriptions = subscriptions;
        var aside = new ErrorQueueTransport(host, Queue.Name); // both in one: a payload is found by any interface that it has
        GetOrAddPayload<IErrorTransport>(() => aside);
        GetOrAddPayload<IDeadLetterTransport>(() => aside);
        GetOrAddPayload<IBusTopology>(() => host.Topology);
    }

    public ReceiveSettings Settings { get; }

    public QueueDefinition Queue { get; }

    public IReadOnlyCollection<SubscriptionDefinition> Subscriptions { get; }

    public EndpointSupervisor Supervisor => _supervisor.Supervisor;

    public override void AddSendAgent(IAgent agent) => Supervisor.AddSendAgent(agent);

    public override void AddConsumeAgent(IAgent agent) => Supervisor.AddConsumeAgent(agent);

    public override Exception ConvertException(Exception exception, string message) =>
        new ConnectionException($"{message}queue '{Queue.Name}' in {_host.Address.Region}: {exception.Message}", exception);

    public override void Probe(ProbeContext context)
    {
        context.Add("type", "Amazon SQS");
        context.Set(new
        {
            Queue.Name,
            Queue.IsTemporary,
            Settings.PrefetchCount,
            ConcurrentMessageLimit = Settings.Handlers,
            Settings.WaitTimeSeconds,
            Topics = Subscriptions.Select(subscription => subscription.Topic.Name).ToArray(),
        });
    }

    protected override ISendTransportProvider CreateSendTransportProvider() => new SendTransportProvider(_host, this);

    protected override IPublishTransportProvider CreatePublishTransportProvider() => new SendTransportProvider(_host, this);
}
