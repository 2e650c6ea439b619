namespace AlertResponder.Transport.AmazonSqs.Internal.Topology;

/// <summary>A message type that is published, whatever the type.</summary>
internal interface IPublishedMessage
{
    /// <summary>Whether messages of the type are never published.</summary>
    bool Exclude { get; }

    /// <summary>The topic that they are published to.</summary>
    PublishedTopic Topic { get; }
}
