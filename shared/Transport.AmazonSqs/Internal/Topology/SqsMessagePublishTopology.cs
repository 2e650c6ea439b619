using System.Diagnostics.CodeAnalysis;
using AlertResponder.Transport.AmazonSqs.Internal.Bus;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Topology;

namespace AlertResponder.Transport.AmazonSqs.Internal.Topology;

/// <summary>The topic that messages of a type are published to.</summary>
internal sealed class SqsMessagePublishTopology<TMessage>(SqsPublishTopology topology, IMessageTopology<TMessage> message)
    : MessagePublishTopology<TMessage>(topology), IAmazonSqsMessagePublishTopologyConfigurator<TMessage>, IPublishedMessage
    where TMessage : class
{
    private readonly TopicSettings _settings = new();
    private readonly List<string> _queues = [];

    public IDictionary<string, object> TopicAttributes => _settings.TopicAttributes;

    public IDictionary<string, string> TopicTags => _settings.TopicTags;

    /// <summary>Name of the topic as AWS has it.</summary>
    public string TopicName => topology.Host.TopicName(message.EntityName);

    public PublishedTopic Topic
    {
        get
        {
            var topic = _settings.Topic(TopicName);
            return new PublishedTopic(topic, [.. _queues.Select(name =>
                (QueueDefinition.Named(topology.Host.QueueName(name)), new SubscriptionDefinition(topic, new Dictionary<string, string>())))]);
        }
    }

    public void SubscribeQueue(string queueName) => _queues.Add(queueName);

    public override bool TryGetPublishAddress(Uri baseAddress, [NotNullWhen(true)] out Uri? publishAddress)
    {
        publishAddress = new EndpointAddress(topology.Host, TopicName, IsTopic: true).ToUri();
        return true;
    }

    public override IEnumerable<ValidationResult> Validate()
    {
        foreach (var result in base.Validate()) yield return result;

        if (!Exclude && EntityNames.ErrorInTopicName(TopicName) is { } error) yield return this.Failure(typeof(TMessage).Name, error);
        foreach (var queueError in _queues.Select(name => EntityNames.ErrorInQueueName(topology.Host.QueueName(name))).OfType<string>())
            yield return this.Failure(typeof(TMessage).Name, queueError);
    }
}
