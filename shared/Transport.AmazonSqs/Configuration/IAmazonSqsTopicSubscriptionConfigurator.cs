namespace MassTransit;

/// <summary>A subscription of a queue to a topic.</summary>
public interface IAmazonSqsTopicSubscriptionConfigurator : IAmazonSqsTopicConfigurator
{
    /// <summary>Attributes of the subscription as SNS names them, e.g. <c>FilterPolicy</c> with the filter as JSON.</summary>
    IDictionary<string, object> TopicSubscriptionAttributes { get; }
}
