using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AlertResponder.Persistence.EntityFrameworkCore.Dialects;

internal sealed class SqliteDialect : Dialect
{
    public const string DatabaseName = "SQLite";

    // https://www.sqlite.org/rescode.html
    private const int Busy = 5, Locked = 6, ReadError = 10, DiskFull = 13, CannotOpen = 14;
    private const int PrimaryKeyTaken = 1555, UniqueTaken = 2067;

    public override string Name => DatabaseName;

    public override bool IsOutage(Exception exception) =>
        Cause(exception) is { SqliteErrorCode: Busy or Locked or ReadError or DiskFull or CannotOpen };

    public override bool IsDiskFull(Exception exception) => Cause(exception)?.SqliteErrorCode == DiskFull;

    public override bool IsContention(Exception exception) =>
        exception is DbUpdateConcurrencyException || Cause(exception) is { SqliteExtendedErrorCode: PrimaryKeyTaken or UniqueTaken };

    public override bool IsMissing(Exception exception) =>
        Cause(exception)?.Message.Contains("no such table", StringComparison.Ordinal) == true;

    // Outside of the transaction, or it would not count; each opening of a connection sets FULL again. https://www.sqlite.org/pragma.html#pragma_synchronous
    public override async Task<IDbContextTransaction> BeginRelaxedAsync(DbContext context, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(context, "PRAGMA synchronous=NORMAL", cancellationToken);
        return await context.Database.BeginTransactionAsync(cancellationToken);
    }

    private static SqliteException? Cause(Exception exception) => exception switch
    {
        SqliteException cause => cause,
        DbUpdateException { InnerException: SqliteException cause } => cause,
        _ => null,
    };
}
