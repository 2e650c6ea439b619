using Microsoft.Extensions.Logging;

namespace AlertResponder.Persistence.EntityFrameworkCore;

internal static partial class Log
{
    [LoggerMessage(1002, LogLevel.Debug, "Message {MessageId} was consumed by {Consumer} before")]
    public static partial void Duplicate(this ILogger logger, Guid messageId, string consumer);

    [LoggerMessage(1003, LogLevel.Information, "Outbox of database {Database}: delayed messages are its rows, looked for every {QueryDelay}")]
    public static partial void OutboxReady(this ILogger logger, string database, TimeSpan queryDelay);

    [LoggerMessage(1010, LogLevel.Warning, "Outbox of database {Database} could not read or write its rows, trying again")]
    public static partial void OutboxUnreachable(this ILogger logger, Exception exception, string database);

    [LoggerMessage(1011, LogLevel.Warning, "Message {MessageId} (row {Row} in the outbox of {Database}) was not taken by the transport, trying again")]
    public static partial void SendFailed(this ILogger logger, Exception exception, Guid messageId, long row, string database);

    [LoggerMessage(1012, LogLevel.Error, "Message {MessageId} faulted at {Endpoint}: {FaultType}. It is kept as row {Row} in the outbox of {Database} and delivered again in {Pause} or at the next start (fault {Attempts})")]
    public static partial void Kept(this ILogger logger, Guid messageId, string endpoint, string faultType, long row, string database, int attempts, TimeSpan pause);

    [LoggerMessage(1013, LogLevel.Error, "Message {MessageId} faulted at {Endpoint}: {FaultType}. Row {Row} in the outbox of {Database} has faulted {Attempts} times and is not delivered any more")]
    public static partial void Parked(this ILogger logger, Guid messageId, string endpoint, string faultType, long row, string database, int attempts);

    [LoggerMessage(1014, LogLevel.Error, "Message {MessageId} faulted at {Endpoint}: {FaultType}. It came from no outbox and is dropped")]
    public static partial void Dropped(this ILogger logger, Guid? messageId, string endpoint, string faultType);

    [LoggerMessage(1020, LogLevel.Debug, "Inbox of database {Database} forgot {Count} messages")]
    public static partial void InboxCleaned(this ILogger logger, string database, int count);

    [LoggerMessage(1021, LogLevel.Warning, "Inbox of database {Database} could not be cleaned, trying again later")]
    public static partial void InboxNotCleaned(this ILogger logger, Exception exception, string database);
}
