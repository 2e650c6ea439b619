using Microsoft.Extensions.Logging;

namespace AlertResponder.Transport.AmazonSqs;

/// <summary>All that the transport logs itself: names and ids, never a body.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "Queue {Queue} cannot be received from; next try in {Pause}")]
    public static partial void ReceiveFailed(this ILogger logger, Exception exception, string queue, TimeSpan pause);

    [LoggerMessage(2, LogLevel.Information, "Queue {Queue} is received from again")]
    public static partial void ReceiveRecovered(this ILogger logger, string queue);

    [LoggerMessage(3, LogLevel.Warning, "Queue {Queue} is gone; it is declared again with its subscriptions")]
    public static partial void QueueGone(this ILogger logger, string queue);

    [LoggerMessage(4, LogLevel.Warning, "Message {MessageId} of queue {Queue} was handled but could not be deleted; it comes again")]
    public static partial void NotDeleted(this ILogger logger, Exception exception, string queue, string messageId);

    [LoggerMessage(5, LogLevel.Warning, "The pause before message {MessageId} of queue {Queue} comes again could not be set")]
    public static partial void VisibilityUnchanged(this ILogger logger, Exception exception, string queue, string messageId);

    [LoggerMessage(6, LogLevel.Warning, "The visibility of {Count} messages of queue {Queue} could not be renewed; it is tried again")]
    public static partial void NotRenewed(this ILogger logger, Exception exception, string queue, int count);

    [LoggerMessage(7, LogLevel.Warning, "Message {MessageId} of queue {Queue} is visible to others while it is handled, and may be handled twice")]
    public static partial void LeaseLost(this ILogger logger, string queue, string messageId);

    [LoggerMessage(8, LogLevel.Warning, "{Count} messages of queue {Queue} could not be given back; they come again when their visibility ends")]
    public static partial void NotGivenBack(this ILogger logger, Exception exception, string queue, int count);

    [LoggerMessage(9, LogLevel.Error, "Message {MessageId} of queue {Queue} could not be handed on; it comes again when its visibility ends")]
    public static partial void NotDispatched(this ILogger logger, Exception exception, string queue, string messageId);

    [LoggerMessage(10, LogLevel.Warning, "Temporary queue {Queue} could not be removed")]
    public static partial void NotRemoved(this ILogger logger, Exception exception, string queue);

    [LoggerMessage(11, LogLevel.Warning, "Fault {MessageId} cannot be sent to {Entity}; the message that failed is in the error queue")]
    public static partial void FaultNotSent(this ILogger logger, Exception exception, string entity, Guid? messageId);

    [LoggerMessage(12, LogLevel.Error, "{Count} messages of queue {Queue} came without an id or a receipt, and are left in it")]
    public static partial void NotWhole(this ILogger logger, string queue, int count);
}
