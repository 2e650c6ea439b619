namespace MassTransit;

/// <summary>A queue that is received from.</summary>
public interface IAmazonSqsQueueEndpointConfigurator
{
    /// <summary>Seconds that a poll of an idle queue waits, 0 to 20. Stopping takes as long. Default: 20.</summary>
    ushort WaitTimeSeconds { set; }

    /// <summary>True empties the queue at start. Default: false.</summary>
    internal bool PurgeOnStartup { set; }

    /// <summary>False makes the queue one that goes with its process. Default: true.</summary>
    internal bool Durable { set; }

    /// <summary>True removes the queue when its endpoint stops. Default: false.</summary>
    internal bool AutoDelete { set; }

    /// <summary>
    /// Attributes as SQS names them, e.g. <c>VisibilityTimeout</c> (seconds, default 30), <c>KmsMasterKeyId</c>. An existing queue is changed
    /// where it differs. Defaults: <c>MessageRetentionPeriod</c> 14 days, <c>RedrivePolicy</c> into the error queue after 50 receives.
    /// </summary>
    internal IDictionary<string, object> QueueAttributes { get; }

    /// <summary>Attributes of every subscription of the queue as SNS names them. Default: <c>RawMessageDelivery</c> true.</summary>
    internal IDictionary<string, object> QueueSubscriptionAttributes { get; }

    /// <summary>Tags that the queue is given when it is made.</summary>
    internal IDictionary<string, string> QueueTags { get; }
}
