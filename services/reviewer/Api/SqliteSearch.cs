using AlertResponder.Reviewer.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace AlertResponder.Reviewer.Api;

/// <summary>
/// A query of SQLite that may take long. Its provider blocks the thread that it is called on, and looks at no token while a statement runs
/// (https://learn.microsoft.com/dotnet/standard/data/sqlite/async): left to itself it would take the threads that alerts are taken in with.
/// </summary>
internal static class SqliteSearch
{
    /// <summary>Of SQLite's virtual machine, from one look at the token to the next: less than a millisecond.</summary>
    private const int Instructions = 10_000;

    public static async Task<List<T>> SearchAsync<T>(this ReviewerDbContext db, IQueryable<T> query, CancellationToken cancellationToken)
    {
        if (!db.Database.IsSqlite()) return await query.ToListAsync(cancellationToken);

        await db.Database.OpenConnectionAsync(cancellationToken);
        var handle = ((SqliteConnection)db.Database.GetDbConnection()).Handle;
        try
        {
            // Asked all the time while a statement runs; sqlite3_interrupt would do nothing for one that is about to begin.
            raw.sqlite3_progress_handler(handle, Instructions, _ => cancellationToken.IsCancellationRequested ? 1 : 0, null);
            return await Task.Factory.StartNew(query.ToList, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == raw.SQLITE_INTERRUPT)
        {
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
        finally
        {
            raw.sqlite3_progress_handler(handle, 0, null, null);
            await db.Database.CloseConnectionAsync(); // which other queries use then
        }
    }
}
