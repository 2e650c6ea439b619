using AlertResponder.Transport.AmazonSqs.Internal.Connections;
using AlertResponder.Transport.AmazonSqs.Internal.Receiving;
using AlertResponder.Transport.AmazonSqs.Internal.Topology;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Middleware;
using MassTransit.Transports;

namespace AlertResponder.Transport.AmazonSqs.Internal.Bus;

/// <summary>A receive endpoint: its queue, its subscriptions, and how they become a transport.</summary>
internal sealed class QueueEndpointConfiguration : ReceiveEndpointConfiguration, IAmazonSqsReceiveEndpointConfigurator
{
    private readonly HostConfiguration _host;
    private readonly SqsEndpointConfiguration _configuration;
    private readonly ReceiveSettings _settings;
    private readonly Dictionary<string, (Func<string> TopicName, TopicSettings Settings)> _subscriptions = new(StringComparer.Ordinal);

    public QueueEndpointConfiguration(HostConfiguration host, SqsEndpointConfiguration configuration, ReceiveSettings settings)
        : base(host, configuration)
    {
        _host = host;
        _configuration = configuration;
        _settings = settings;
    }

    public override Uri HostAddress => _host.HostAddress;

    public override Uri InputAddress =>
        new EndpointAddress(_host.Address, _host.Address.QueueName(_settings.QueueName), IsTemporary: _settings.IsTemporary).ToUri();

    public IDictionary<string, object> QueueAttributes => _settings.QueueAttributes;

    public IDictionary<string, object> QueueSubscriptionAttributes => _settings.QueueSubscriptionAttributes;

    public IDictionary<string, string> QueueTags => _settings.QueueTags;

    public bool Durable
    {
        set
        {
            _settings.Durable = value;
            Changed(nameof(Durable));
        }
    }

    public bool AutoDelete
    {
        set
        {
            _settings.AutoDelete = value;
            Changed(nameof(AutoDelete));
        }
    }

    public ushort WaitTimeSeconds
    {
        set => _settings.WaitTimeSeconds = value;
    }

    public bool PurgeOnStartup
    {
        set => _settings.PurgeOnStartup = value;
    }

    public Func<CancellationToken, Task> BeforeReceive
    {
        set => _settings.BeforeReceive = value;
    }

    public TimeSpan MaxVisibilityTimeout
    {
        set => _settings.MaxVisibilityTimeout = value;
    }

    public void Subscribe<T>(Action<TopicSettings>? callback = null)
        where T : class
    {
        var topic = _configuration.Topology.Publish.GetMessageTopology<T>();
        Subscribe(typeof(T).FullName!, () => topic.TopicName, callback);
    }

    public void Subscribe(string topicName, Action<TopicSettings>? callback = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(topicName);
        Subscribe(topicName, () => _host.Address.TopicName(topicName), callback);
    }

    /// <summary>Subscribes to the topic of a consumed type, as its consume topology says.</summary>
    public void SubscribeConsumed<T>()
        where T : class
    {
        if (ConfigureConsumeTopology && _configuration.Topology.Consume.GetMessageTopology<T>().ConfigureConsumeTopology) Subscribe<T>();
    }

    public override IEnumerable<ValidationResult> Validate()
    {
        foreach (var result in base.Validate()) yield return result.WithParentKey(_settings.QueueName);
        foreach (var error in _settings.Validate(_host.Address)) yield return this.Failure(_settings.QueueName, error);
        foreach (var error in _subscriptions.Values.Select(subscription => EntityNames.ErrorInTopicName(subscription.TopicName())).OfType<string>())
            yield return this.Failure(_settings.QueueName, error);
        if (_settings.PurgeOnStartup) yield return this.Warning(_settings.QueueName, "What waits in the queue is deleted at start");
    }

    public override ReceiveEndpointContext CreateReceiveEndpointContext() => CreateContext();

    public void Build(SqsHost host)
    {
        var context = CreateContext();
        var pipe = new PipeConfigurator<ConnectionContext>();
        pipe.UseFilter(new DeclareQueueFilter(context));
        if (_host.DeployTopologyOnly)
        {
            pipe.UseFilter(new TransportReadyFilter<ConnectionContext>(context));
        }
        else
        {
            pipe.UseFilter(new ReceiveEndpointDependencyFilter<ConnectionContext>(context));
            pipe.UseFilter(new ReceiveFilter(context));
        }

        var transport = new ReceiveTransport<ConnectionContext>(_host, context, () => context.Supervisor, pipe.Build());
        if (IsBusEndpoint && _host.DeployPublishTopology)
            transport.PreStartPipe = Pipe.ExecuteAsync<ConnectionContext>(connection => connection.Connection.DeclarePublishedTopicsAsync());

        var endpoint = new ReceiveEndpoint(transport, context);
        host.AddReceiveEndpoint(_settings.QueueName, endpoint);
        ReceiveEndpoint = endpoint;
    }

    private void Subscribe(string key, Func<string> topicName, Action<TopicSettings>? callback)
    {
        if (!_subscriptions.TryGetValue(key, out var subscription)) _subscriptions[key] = subscription = (topicName, new TopicSettings());
        callback?.Invoke(subscription.Settings);
    }

    private QueueEndpointContext CreateContext()
    {
        var builder = new QueueEndpointBuilder(this);
        ApplySpecifications(builder);
        return new QueueEndpointContext(
            _host, this, _settings,
            [.. _subscriptions.Values.Select(subscription =>
                subscription.Settings.Subscription(subscription.TopicName(), _settings.QueueSubscriptionAttributes))]);
    }
}
