namespace MassTransit;

/// <summary>A topic.</summary>
public interface IAmazonSqsTopicConfigurator
{
    /// <summary>Attributes as SNS names them, e.g. <c>KmsMasterKeyId</c>.</summary>
    IDictionary<string, object> TopicAttributes { get; }

    /// <summary>Tags that the topic is given.</summary>
    IDictionary<string, string> TopicTags { get; }
}
