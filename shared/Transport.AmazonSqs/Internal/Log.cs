using Microsoft.Extensions.Logging;

namespace AlertResponder.Transport.AmazonSqs.Internal;

/// <summary>All that the transport logs itself: names and ids, never a body. EventIds 2000 to 2099.</summary>
internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Warning, "Cannot receive from queue {Queue}; trying again in {Pause}")]
    public static partial void ReceiveFailed(this ILogger logger, Exception exception, string queue, TimeSpan pause);

    [LoggerMessage(2002, LogLevel.Information, "Receiving from queue {Queue} again")]
    public static partial void ReceiveRecovered(this ILogger logger, string queue);

    [LoggerMessage(2003, LogLevel.Warning, "Queue {Queue} no longer exists; creating it again with its subscriptions")]
    public static partial void QueueGone(this ILogger logger, string queue);

    [LoggerMessage(2004, LogLevel.Warning, "Message {MessageId} from queue {Queue} was handled but could not be deleted; it will be delivered again")]
    public static partial void NotDeleted(this ILogger logger, Exception exception, string queue, string messageId);

    [LoggerMessage(2005, LogLevel.Warning,
        "Could not set the pause before message {MessageId} from queue {Queue} is delivered again; it will be when its visibility timeout ends")]
    public static partial void VisibilityUnchanged(this ILogger logger, Exception exception, string queue, string messageId);

    [LoggerMessage(2006, LogLevel.Warning, "Could not extend the visibility timeout of {Count} messages from queue {Queue}; trying again")]
    public static partial void NotRenewed(this ILogger logger, Exception exception, string queue, int count);

    [LoggerMessage(2007, LogLevel.Warning,
        "Message {MessageId} from queue {Queue} became visible to other consumers while it was being handled, and may be handled twice")]
    public static partial void LeaseLost(this ILogger logger, string queue, string messageId);

    [LoggerMessage(2008, LogLevel.Warning,
        "Could not return {Count} messages to queue {Queue} before stopping; they will be delivered again when their visibility timeout ends")]
    public static partial void NotGivenBack(this ILogger logger, Exception exception, string queue, int count);

    [LoggerMessage(2009, LogLevel.Error,
        "Message {MessageId} from queue {Queue} could be neither handled nor moved; it will be delivered again when its visibility timeout ends")]
    public static partial void NotDispatched(this ILogger logger, Exception exception, string queue, string messageId);

    [LoggerMessage(2010, LogLevel.Warning, "Could not delete temporary queue {Queue}")]
    public static partial void NotRemoved(this ILogger logger, Exception exception, string queue);

    [LoggerMessage(2011, LogLevel.Warning, "Could not send fault {MessageId} to {Entity}; the message that failed is in the error queue")]
    public static partial void FaultNotSent(this ILogger logger, Exception exception, string entity, Guid? messageId);

    [LoggerMessage(2012, LogLevel.Error, "{Count} messages from queue {Queue} came without an id or a receipt handle, and were left in the queue")]
    public static partial void NotWhole(this ILogger logger, string queue, int count);
}
