using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AlertResponder.Database.Locations;

/// <summary>
/// Sets up each connection, and lines up the writers of one database: SQLite has one writer, and its own way of waiting blocks a thread
/// per waiter. The gate is a courtesy, not a lock: whoever does not get through in time goes on and leaves the decision to SQLite.
/// </summary>
internal sealed class SqliteConnections : IDbConnectionInterceptor, IDbTransactionInterceptor, IDisposable
{
    public const int BusySeconds = 30;
    private const string Pragmas = "PRAGMA busy_timeout=30000; PRAGMA synchronous=FULL;";

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly ConcurrentDictionary<DbConnection, bool> _holders = new();

    public void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
    }

    public Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }

    public InterceptionResult<DbTransaction> TransactionStarting(
        DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result)
    {
        if (_gate.Wait(TimeSpan.FromSeconds(BusySeconds))) _holders[connection] = true;
        return result;
    }

    public async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(DbConnection connection, TransactionStartingEventData eventData,
        InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
    {
        if (await _gate.WaitAsync(TimeSpan.FromSeconds(BusySeconds), cancellationToken)) _holders[connection] = true;
        return result;
    }

    public void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Release(eventData.Context?.Database);

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Release(eventData.Context?.Database);
        return Task.CompletedTask;
    }

    public void TransactionRolledBack(DbTransaction transaction, TransactionEndEventData eventData) => Release(eventData.Context?.Database);

    public Task TransactionRolledBackAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Release(eventData.Context?.Database);
        return Task.CompletedTask;
    }

    // A transaction that could not begin, or was dropped without a rollback, raises no event; the connection is closed then.
    public void ConnectionClosed(DbConnection connection, ConnectionEndEventData eventData) => Release(connection);

    public Task ConnectionClosedAsync(DbConnection connection, ConnectionEndEventData eventData)
    {
        Release(connection);
        return Task.CompletedTask;
    }

    public void ConnectionDisposed(DbConnection connection, ConnectionEndEventData eventData) => Release(connection);

    public Task ConnectionDisposedAsync(DbConnection connection, ConnectionEndEventData eventData)
    {
        Release(connection);
        return Task.CompletedTask;
    }

    public void Dispose() => _gate.Dispose();

    private void Release(DatabaseFacade? database)
    {
        if (database is not null) Release(database.GetDbConnection());
    }

    private void Release(DbConnection connection)
    {
        if (_holders.TryRemove(connection, out _)) _gate.Release();
    }
}
