using Microsoft.Extensions.Logging;

namespace AlertResponder.Receptor;

/// <summary>EventIds 1100 to 1199.</summary>
internal static partial class Log
{
    [LoggerMessage(1100, LogLevel.Debug, "Accepted alert {AlertId} from {Sender} in {Format} format, receipt {ReceiptId}")]
    public static partial void Accepted(this ILogger logger, string alertId, string? sender, string format, Guid receiptId);

    [LoggerMessage(1101, LogLevel.Information, "Refused {Rejected} alerts of a request from {Sender}, accepted {Accepted}")]
    public static partial void Refused(this ILogger logger, int rejected, string? sender, int accepted);

    [LoggerMessage(1102, LogLevel.Error, "Could not publish {Count} alerts; the sender is asked to send them again")]
    public static partial void NotPublished(this ILogger logger, Exception exception, int count);

    [LoggerMessage(1103, LogLevel.Debug, "The sender closed the connection before its request was complete")]
    public static partial void SenderGone(this ILogger logger);

    [LoggerMessage(1104, LogLevel.Warning, "Message {MessageId} of {Queue} goes to its error queue: {Problem}")]
    public static partial void RefusedForGood(this ILogger logger, string? messageId, string queue, string problem);
}
