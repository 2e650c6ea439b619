using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AlertResponder.Emission.Testing;

/// <summary>
/// Kills a process at any of the points that others can tell apart: before each statement, before each commit and right after it. From then
/// on nothing of it reaches the database any more. A call to the target lies between two of these.
/// </summary>
internal sealed class KillSwitch : DbCommandInterceptor, IDbTransactionInterceptor
{
    private int _left;

    public bool IsDead { get; private set; }

    /// <param name="point">At which of the points that follow, from 1.</param>
    public void Arm(int point) => _left = point;

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Passed(result));

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Passed(result));

    public ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Passed(result));

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        _ = Passed(0);
        return Task.CompletedTask;
    }

    private T Passed<T>(T result)
    {
        lock (this)
        {
            if (_left > 0 && --_left == 0) IsDead = true;
            return IsDead ? throw new ProcessDiedException() : result;
        }
    }
}

/// <summary>The process is dead: nobody hears this.</summary>
internal sealed class ProcessDiedException : Exception;
