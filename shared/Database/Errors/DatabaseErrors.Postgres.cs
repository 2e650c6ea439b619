using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AlertResponder.Database.Errors;

internal sealed class PostgresErrors : DatabaseErrors
{
    private const string IdleInTransactionTimeout = "25P03";

    // https://www.postgresql.org/docs/current/errcodes-appendix.html: connections (08), resources (53), operators' doings (57P), the system (58),
    // and a server that has become a standby.
    public override bool IsOutage(Exception exception) => CauseOf(exception) switch
    {
        PostgresException { SqlState: [var a, var b, ..] state } =>
            (a, b) is ('0', '8') or ('5', '3') or ('5', '8') || state.StartsWith("57P", StringComparison.Ordinal)
            || state is PostgresErrorCodes.ReadOnlySqlTransaction or IdleInTransactionTimeout,
        { InnerException: not null } cause => cause.IsTransient || cause.InnerException is IOException or TimeoutException,
        { } cause => cause.IsTransient,
        _ => false,
    };

    public override bool IsContention(Exception exception) => exception is DbUpdateConcurrencyException || CauseOf(exception) is PostgresException
    {
        SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.UniqueViolation,
    };

    public override bool IsTimeout(Exception exception) =>
        CauseOf(exception) is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled };

    public override bool IsMissing(Exception exception) =>
        CauseOf(exception) is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName };

    // EF wraps what is transient, and what happens in a save.
    private static NpgsqlException? CauseOf(Exception? exception)
    {
        while (exception is not (null or NpgsqlException)) exception = exception.InnerException;
        return exception as NpgsqlException;
    }
}
