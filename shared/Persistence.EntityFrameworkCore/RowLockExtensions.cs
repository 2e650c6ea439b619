using AlertResponder.Persistence.EntityFrameworkCore.Dialects;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Persistence.EntityFrameworkCore;

/// <summary>Locks rows.</summary>
public static class RowLockExtensions
{
    /// <summary>
    /// Locks the rows that the query finds until the end of the transaction (<c>FOR UPDATE</c>). On SQLite, whose one writer has the
    /// database for itself, it changes nothing. Sort the query, so that two that lock several rows take them in the same order.
    /// </summary>
    /// <typeparam name="T">The entity.</typeparam>
    /// <param name="query">A query on a context that <c>AddStore</c> registered, without grouping or distinct.</param>
    /// <returns>The query.</returns>
    public static IQueryable<T> ForUpdate<T>(this IQueryable<T> query)
        where T : class => query.TagWith(PostgresCommands.ForUpdate);

    /// <summary>
    /// Waits until no other transaction has locked one of the names, and holds them until the end of the transaction: what has no row yet can
    /// be locked by its name. On SQLite, whose one writer has the database for itself, it does nothing.
    /// </summary>
    /// <param name="context">A context that <c>AddStore</c> registered, with a transaction.</param>
    /// <param name="names">The names, in any order.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A task that ends when the names are locked.</returns>
    public static Task LockNamesAsync(this DbContext context, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(names);

        return context.Database.IsNpgsql() ? PostgresDialect.LockNamesAsync(context, names, cancellationToken) : Task.CompletedTask;
    }
}
