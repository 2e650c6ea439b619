using AlertResponder.Transport.AmazonSqs.Internal.Topology;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Topology;

namespace AlertResponder.Transport.AmazonSqs.Internal.Bus;

/// <summary>The topologies of a bus. Its endpoints share them, but for that of consuming, which each has to itself.</summary>
internal sealed class TopologyConfiguration : ITopologyConfiguration
{
    private readonly SendTopology _send;
    private readonly SqsConsumeTopology _consume = new();
    private readonly bool _isOfBus;

    /// <summary>Makes those of a bus.</summary>
    public TopologyConfiguration()
    {
        _isOfBus = true;
        Message = new MessageTopology(new MessageNameFormatterEntityNameFormatter(new MessageNameFormatter()));
        _send = new SendTopology();
        _send.ConnectSendTopologyConfigurationObserver(new DelegateSendTopologyConfigurationObserver(GlobalTopology.Send));
        Publish = new SqsPublishTopology(Message);
        Publish.ConnectPublishTopologyConfigurationObserver(new DelegatePublishTopologyConfigurationObserver(GlobalTopology.Publish));
        Publish.ConnectPublishTopologyConfigurationObserver(new PublishToSendTopologyConfigurationObserver(_send));
    }

    /// <summary>Makes those of an endpoint.</summary>
    public TopologyConfiguration(TopologyConfiguration bus)
    {
        Message = bus.Message;
        _send = bus._send;
        Publish = bus.Publish;
    }

    public IMessageTopologyConfigurator Message { get; }

    public SqsPublishTopology Publish { get; }

    public ISendTopologyConfigurator Send => _send;

    public IConsumeTopologyConfigurator Consume => _consume;

    IPublishTopologyConfigurator ITopologyConfiguration.Publish => Publish;

    /// <summary>What endpoints share is checked with the bus, once.</summary>
    public IEnumerable<ValidationResult> Validate() =>
        _isOfBus ? _send.Validate().Concat(Publish.Validate()).Concat(_consume.Validate()) : _consume.Validate();
}
