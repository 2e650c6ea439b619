using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AlertResponder.Database.RowLocks;

/// <summary>On PostgreSQL, locks the rows of queries that ask for it: EF has no words for <c>FOR UPDATE</c>, so a tag says it.</summary>
internal sealed class ForUpdateInterceptor : DbCommandInterceptor
{
    private const string Comment = $"-- {RowLockExtensions.ForUpdateTag}";

    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        if (command.CommandText.StartsWith(Comment, StringComparison.Ordinal)) command.CommandText += " FOR UPDATE";
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(ReaderExecuting(command, eventData, result));
}
