using AlertResponder.Transport.AmazonSqs.Internal.Bus;

namespace MassTransit;

/// <summary>A receive endpoint on SQS.</summary>
public interface IAmazonSqsReceiveEndpointConfigurator : IReceiveEndpointConfigurator, IAmazonSqsQueueEndpointConfigurator
{
    /// <summary>
    /// Awaited before each request for messages: while it has not ended, none is made, and what is sent waits in the queue. An exception
    /// counts as one of the request. Default: nothing is awaited.
    /// </summary>
    Func<CancellationToken, Task> BeforeReceive { set; }

    /// <summary>
    /// How long a message is kept from others while it is handled; its visibility is renewed until then. From the queue's visibility
    /// timeout to 12 hours. Default: 12 hours.
    /// </summary>
    internal TimeSpan MaxVisibilityTimeout { set; }

    /// <summary>Subscribes the queue to the topic of a message type.</summary>
    /// <typeparam name="T">The message type.</typeparam>
    /// <param name="callback">Configures the subscription, e.g. a filter policy.</param>
    internal void Subscribe<T>(Action<TopicSettings>? callback = null)
        where T : class;

    /// <summary>Subscribes the queue to a topic.</summary>
    /// <param name="topicName">Name of the topic, in the same account and region. It is made when it is missing.</param>
    /// <param name="callback">Configures the subscription, e.g. a filter policy.</param>
    internal void Subscribe(string topicName, Action<TopicSettings>? callback = null);
}
