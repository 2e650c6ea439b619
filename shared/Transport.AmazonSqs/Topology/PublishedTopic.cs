namespace AlertResponder.Transport.AmazonSqs.Topology;

/// <summary>A topic that this bus publishes to.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Queues">Queues that have to hear it before anything is published.</param>
internal sealed record PublishedTopic(TopicDefinition Topic, IReadOnlyList<(QueueDefinition Queue, SubscriptionDefinition Subscription)> Queues);
