using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace AlertResponder.Persistence.EntityFrameworkCore.Dialects;

/// <summary>Locks the rows of queries that ask for it: EF has no words for <c>FOR UPDATE</c>, so a tag says it.</summary>
internal sealed class PostgresCommands : DbCommandInterceptor
{
    public const string ForUpdate = "for update";
    private const string Comment = $"-- {ForUpdate}";

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
