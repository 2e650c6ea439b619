using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Database;

/// <summary>Locks rows.</summary>
public static class RowLockExtensions
{
    /// <summary>
    /// What <see cref="ForUpdate{T}"/> tags a query with. A compiled query says <c>TagWith(RowLockExtensions.ForUpdateTag)</c> first, for it
    /// cannot call extension methods that EF does not know.
    /// </summary>
    public const string ForUpdateTag = "for update";

    // In the order of their keys, so that two that lock several names cannot wait for each other in a circle.
    private const string LockNamesSql = """
        SELECT pg_advisory_xact_lock(key)
        FROM (SELECT DISTINCT hashtextextended(name, 0) AS key FROM unnest(@names) AS coming (name) ORDER BY key) AS keys
        """;

    /// <summary>
    /// Locks the rows that the query finds until the end of the transaction (<c>FOR UPDATE</c>). On SQLite, whose one writer has the
    /// database for itself, it changes nothing. Sort the query, so that two that lock several rows take them in the same order.
    /// </summary>
    /// <typeparam name="T">The entity.</typeparam>
    /// <param name="query">A query on a context that <c>AddDatabase</c> registered, without grouping or distinct.</param>
    /// <returns>The query.</returns>
    public static IQueryable<T> ForUpdate<T>(this IQueryable<T> query)
        where T : class => query.TagWith(ForUpdateTag);

    /// <summary>
    /// Waits until no other transaction has locked one of the names, and holds them until the end of the transaction: what has no row yet can
    /// be locked by its name. On SQLite, whose one writer has the database for itself, it does nothing.
    /// </summary>
    /// <param name="context">A context that <c>AddDatabase</c> registered, with a transaction.</param>
    /// <param name="names">The names, in any order.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A task that ends when the names are locked.</returns>
    public static Task LockNamesAsync(this DbContext context, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(names);

        return context.Database.IsNpgsql() ? context.ExecuteAsync(LockNamesSql, cancellationToken, ("@names", names.ToArray())) : Task.CompletedTask;
    }
}
