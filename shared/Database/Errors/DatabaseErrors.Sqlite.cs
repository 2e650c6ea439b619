using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Database.Errors;

internal sealed class SqliteErrors : DatabaseErrors
{
    // https://www.sqlite.org/rescode.html
    private const int Busy = 5, Locked = 6, ReadError = 10, DiskFull = 13, CannotOpen = 14;
    private const int PrimaryKeyTaken = 1555, UniqueTaken = 2067;

    public override bool IsOutage(Exception exception) =>
        CauseOf(exception) is { SqliteErrorCode: Busy or Locked or ReadError or DiskFull or CannotOpen };

    public override bool IsDiskFull(Exception exception) => CauseOf(exception)?.SqliteErrorCode == DiskFull;

    public override bool IsContention(Exception exception) =>
        exception is DbUpdateConcurrencyException || CauseOf(exception) is { SqliteExtendedErrorCode: PrimaryKeyTaken or UniqueTaken };

    public override bool IsMissing(Exception exception) =>
        CauseOf(exception)?.Message.Contains("no such table", StringComparison.Ordinal) == true;

    private static SqliteException? CauseOf(Exception exception) => exception switch
    {
        SqliteException cause => cause,
        DbUpdateException { InnerException: SqliteException cause } => cause,
        _ => null,
    };
}
