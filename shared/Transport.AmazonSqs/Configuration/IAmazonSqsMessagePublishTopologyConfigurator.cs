namespace MassTransit;

/// <summary>The topic that messages of a type are published to.</summary>
/// <typeparam name="TMessage">The message type.</typeparam>
public interface IAmazonSqsMessagePublishTopologyConfigurator<TMessage> : IMessagePublishTopologyConfigurator<TMessage>
    where TMessage : class
{
    /// <summary>
    /// Names a queue that has to hear these messages: it and its subscription are declared before the first is published, and again when
    /// the topic is gone. SNS takes a message of a topic that nobody hears, and forgets it.
    /// </summary>
    /// <param name="queueName">Name of the queue, without scope.</param>
    void SubscribeQueue(string queueName);

    /// <summary>Attributes as SNS names them, e.g. <c>KmsMasterKeyId</c>.</summary>
    internal IDictionary<string, object> TopicAttributes { get; }

    /// <summary>Tags that the topic is given.</summary>
    internal IDictionary<string, string> TopicTags { get; }
}
