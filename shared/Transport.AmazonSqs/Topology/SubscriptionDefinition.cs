namespace AlertResponder.Transport.AmazonSqs.Topology;

/// <summary>A subscription of a queue to a topic as it shall be.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Attributes">Attributes of the subscription as SNS names them, e.g. <c>FilterPolicy</c>.</param>
internal sealed record SubscriptionDefinition(TopicDefinition Topic, IReadOnlyDictionary<string, string> Attributes);
