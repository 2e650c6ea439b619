using Microsoft.Extensions.Logging;

namespace AlertResponder.Database;

internal static partial class Log
{
    [LoggerMessage(1800, LogLevel.Information, "Database {Database} applied its migrations: {Migrations}")]
    public static partial void Migrated(this ILogger logger, string database, string migrations);

    [LoggerMessage(1801, LogLevel.Information, "Database {Database}: {Location}; schema version {Version}, for builds from version {MinimumApp} on")]
    public static partial void Ready(this ILogger logger, string database, string location, int version, int minimumApp);

    [LoggerMessage(1802, LogLevel.Information, "Database {Database}: {Location}; the schema is up to date at version {Version}, for builds from version {MinimumApp} on")]
    public static partial void UpToDate(this ILogger logger, string database, string location, int version, int minimumApp);

    [LoggerMessage(1803, LogLevel.Error, "Database {Database} is out of reach. Not receiving until it is back: {Reason}")]
    public static partial void OutageBegan(this ILogger logger, string database, string reason);

    [LoggerMessage(1804, LogLevel.Warning, "Database {Database} is in reach again")]
    public static partial void OutageEnded(this ILogger logger, string database);

    [LoggerMessage(1805, LogLevel.Debug, "Database {Database} is still out of reach: {Reason}")]
    public static partial void StillOut(this ILogger logger, string database, string reason);

    [LoggerMessage(1806, LogLevel.Error, "Database {Database} cannot be written: its disk is full ({Location}). Make room there; what was accepted is kept and continues by itself")]
    public static partial void DiskFull(this ILogger logger, string database, string location);

    [LoggerMessage(1807, LogLevel.Warning, "Database {Database} could not save now (message {MessageId}, attempt {Attempt}), trying again: {Reason}")]
    public static partial void TryingAgain(this ILogger logger, string reason, string database, Guid? messageId, int attempt);

    [LoggerMessage(1808, LogLevel.Warning, "Waiting for database {Database}: {Location} cannot be used now, and is tried again every few seconds: {Reason}")]
    public static partial void WaitingFor(this ILogger logger, string database, string location, string reason);
}
