using AlertResponder.Transport.AmazonSqs.Internal.Topology;

namespace AlertResponder.Transport.AmazonSqs.Internal.Bus;

/// <summary>A topic and a subscription to it as a user sets them.</summary>
internal sealed class TopicSettings
{
    public IDictionary<string, object> TopicAttributes { get; } = new Dictionary<string, object>();

    public IDictionary<string, object> TopicSubscriptionAttributes { get; } = new Dictionary<string, object>();

    public IDictionary<string, string> TopicTags { get; } = new Dictionary<string, string>();

    public TopicDefinition Topic(string name) => new(name, TopicAttributes.AsText(), TopicTags.AsReadOnly());

    /// <param name="topicName">Name as AWS has it.</param>
    /// <param name="queueSubscriptionAttributes">Attributes of all subscriptions of the queue; those of this one come first.</param>
    public SubscriptionDefinition Subscription(string topicName, IEnumerable<KeyValuePair<string, object>> queueSubscriptionAttributes) =>
        new(Topic(topicName), TopicSubscriptionAttributes.UnionBy(queueSubscriptionAttributes, attribute => attribute.Key).AsText());
}
