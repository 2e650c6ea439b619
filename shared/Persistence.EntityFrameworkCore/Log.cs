using Microsoft.Extensions.Logging;

namespace AlertResponder.Persistence.EntityFrameworkCore;

internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Information, "Store {Store} applied its migrations: {Migrations}")]
    public static partial void Migrated(this ILogger logger, string store, string migrations);

    [LoggerMessage(1003, LogLevel.Information, "Store {Store}: {Location}; schema version {Version}, for builds from version {MinimumApp} on; delays: {Delays}")]
    public static partial void Ready(this ILogger logger, string store, string location, int version, int minimumApp, string delays);

    [LoggerMessage(1004, LogLevel.Information, "Store {Store}: {Location}; the schema is up to date at version {Version}, for builds from version {MinimumApp} on")]
    public static partial void UpToDate(this ILogger logger, string store, string location, int version, int minimumApp);

    [LoggerMessage(1005, LogLevel.Error, "Store {Store} is out of reach, nothing is received until it is back: {Reason}")]
    public static partial void OutageBegan(this ILogger logger, string store, string reason);

    [LoggerMessage(1006, LogLevel.Warning, "Store {Store} is in reach again")]
    public static partial void OutageEnded(this ILogger logger, string store);

    [LoggerMessage(1007, LogLevel.Debug, "Store {Store} is still out of reach: {Reason}")]
    public static partial void StillOut(this ILogger logger, string store, string reason);

    [LoggerMessage(1008, LogLevel.Error, "Store {Store} cannot be written, its disk is full: {Location}. Make room there; what was accepted is kept and goes on by itself")]
    public static partial void DiskFull(this ILogger logger, string store, string location);

    [LoggerMessage(1001, LogLevel.Warning, "Store {Store} could not take message {MessageId} now (attempt {Attempt}), trying again: {Reason}")]
    public static partial void TransientFault(this ILogger logger, string reason, string store, Guid? messageId, int attempt);

    [LoggerMessage(1002, LogLevel.Debug, "Message {MessageId} was consumed by {Consumer} before")]
    public static partial void Duplicate(this ILogger logger, Guid messageId, string consumer);

    [LoggerMessage(1010, LogLevel.Warning, "Outbox {Store} could not read or write its rows, trying again")]
    public static partial void OutboxUnreachable(this ILogger logger, Exception exception, string store);

    [LoggerMessage(1011, LogLevel.Warning, "Message {MessageId} (outbox row {Row} of {Store}) was not taken by the transport, trying again")]
    public static partial void SendFailed(this ILogger logger, Exception exception, Guid messageId, long row, string store);

    [LoggerMessage(1012, LogLevel.Error, "Message {MessageId} faulted at {Endpoint}: {FaultType}. It is kept as row {Row} in the outbox of {Store} and delivered again in {Pause} or at the next start (fault {Attempts})")]
    public static partial void Kept(this ILogger logger, Guid messageId, string endpoint, string faultType, long row, string store, int attempts, TimeSpan pause);

    [LoggerMessage(1013, LogLevel.Error, "Message {MessageId} faulted at {Endpoint}: {FaultType}. Row {Row} in the outbox of {Store} has faulted {Attempts} times and is not delivered any more")]
    public static partial void Parked(this ILogger logger, Guid messageId, string endpoint, string faultType, long row, string store, int attempts);

    [LoggerMessage(1014, LogLevel.Error, "Message {MessageId} faulted at {Endpoint}: {FaultType}. It came from no outbox and is dropped")]
    public static partial void Dropped(this ILogger logger, Guid? messageId, string endpoint, string faultType);

    [LoggerMessage(1020, LogLevel.Debug, "Inbox {Store} forgot {Count} messages")]
    public static partial void InboxCleaned(this ILogger logger, string store, int count);

    [LoggerMessage(1021, LogLevel.Warning, "Inbox {Store} could not be cleaned, trying again later")]
    public static partial void InboxNotCleaned(this ILogger logger, Exception exception, string store);
}
