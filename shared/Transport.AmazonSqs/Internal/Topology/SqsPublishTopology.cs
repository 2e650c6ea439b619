using MassTransit;
using MassTransit.Configuration;
using MassTransit.Topology;

namespace AlertResponder.Transport.AmazonSqs.Internal.Topology;

/// <summary>The topics that message types are published to.</summary>
internal sealed class SqsPublishTopology(IMessageTopology messages) : PublishTopology
{
    /// <summary>Where the topics are; set when the host is known.</summary>
    public HostAddress Host { get; set; } = new("");

    /// <summary>All topics that were configured or published to so far.</summary>
    public IReadOnlyList<PublishedTopic> Topics
    {
        get
        {
            var topics = new List<PublishedTopic>();
            ForEachMessageType<IPublishedMessage>(message =>
            {
                if (!message.Exclude) topics.Add(message.Topic);
            });
            return topics;
        }
    }

    public new SqsMessagePublishTopology<T> GetMessageTopology<T>()
        where T : class =>
        (SqsMessagePublishTopology<T>)base.GetMessageTopology<T>();

    /// <summary>What is known of a topic; of one that only its name names, the name.</summary>
    public PublishedTopic Find(string topicName) =>
        Topics.FirstOrDefault(topic => topic.Topic.Name == topicName) ?? new PublishedTopic(TopicDefinition.Named(topicName), []);

    protected override IMessagePublishTopologyConfigurator CreateMessageTopology<T>()
    {
        var topology = new SqsMessagePublishTopology<T>(this, messages.GetMessageTopology<T>());
        OnMessageTopologyCreated(topology);
        return topology;
    }
}
