namespace MassTransit;

/// <summary>A queue that is received from.</summary>
public interface IAmazonSqsQueueEndpointConfigurator : IAmazonSqsQueueConfigurator
{
    /// <summary>Seconds that a poll of an idle queue waits, 0 to 20. Stopping takes as long. Default: 20.</summary>
    ushort WaitTimeSeconds { set; }

    /// <summary>True empties the queue at start. Default: false.</summary>
    bool PurgeOnStartup { set; }
}
