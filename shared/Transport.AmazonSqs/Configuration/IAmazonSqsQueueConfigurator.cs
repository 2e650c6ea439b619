namespace MassTransit;

/// <summary>A queue.</summary>
public interface IAmazonSqsQueueConfigurator
{
    /// <summary>False makes the queue one that goes with its process. Default: true.</summary>
    bool Durable { set; }

    /// <summary>True removes the queue when its endpoint stops. Default: false.</summary>
    bool AutoDelete { set; }

    /// <summary>
    /// Attributes as SQS names them, e.g. <c>VisibilityTimeout</c> (seconds, default 30), <c>KmsMasterKeyId</c>. An existing queue is changed
    /// where it differs. Defaults: <c>MessageRetentionPeriod</c> 14 days, <c>RedrivePolicy</c> into the error queue after 50 receives.
    /// </summary>
    IDictionary<string, object> QueueAttributes { get; }

    /// <summary>Attributes of every subscription of the queue as SNS names them. Default: <c>RawMessageDelivery</c> true.</summary>
    IDictionary<string, object> QueueSubscriptionAttributes { get; }

    /// <summary>Tags that the queue is given when it is made.</summary>
    IDictionary<string, string> QueueTags { get; }
}
