using System.Data.Common;
using AlertResponder.Database.Bulk;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Database;

/// <summary>Writes many rows of a hot path: on PostgreSQL at once and without tracking, on SQLite with what the context saves.</summary>
public static class BulkExtensions
{
    /// <summary>
    /// Inserts new entities, on PostgreSQL by one statement. Insert them before those that refer to them, and when they are complete.
    /// </summary>
    /// <typeparam name="T">The entity; it has a table of its own and no owned or shadow properties.</typeparam>
    /// <param name="context">A context that <c>AddDatabase</c> registered, with a transaction.</param>
    /// <param name="entities">The entities.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>A task that ends when they are inserted or, on SQLite, added to the context.</returns>
    public static async Task BulkInsertAsync<T>(this DbContext context, IReadOnlyCollection<T> entities, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(entities);

        if (!context.Database.IsNpgsql())
        {
            context.AddRange(entities);
        }
        else if (entities.Count > 0)
        {
            await using var command = context.CreateBulkInsert(entities);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Makes a command that inserts new entities into a table on PostgreSQL, for whoever has to know what the database generated. The caller
    /// executes it with the context's connection open.
    /// </summary>
    /// <typeparam name="T">The entity; it has a table of its own and no owned or shadow properties.</typeparam>
    /// <param name="context">A context that <c>AddDatabase</c> registered, on PostgreSQL.</param>
    /// <param name="entities">The entities.</param>
    /// <param name="returning">The names of the columns that the command answers for each row, in no order.</param>
    /// <returns>The command, in the context's current transaction.</returns>
    public static DbCommand CreateBulkInsert<T>(this DbContext context, IReadOnlyCollection<T> entities, params string[] returning)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(context);

        return BulkInsert.Of<T>(context).CreateCommand(context, entities, returning);
    }

    /// <summary>
    /// Updates entities that the transaction has read without tracking and locked (<c>query.AsNoTracking().ForUpdate()</c>), on PostgreSQL by one
    /// statement for all that differ in the same columns. What is as it was is not written. A concurrency token, which has to be an <c>int</c> or
    /// a <c>long</c>, is raised in the database, not in the entity.
    /// </summary>
    /// <typeparam name="T">The entity; it has a table of its own, at most 64 columns besides its key, and no owned or shadow properties.</typeparam>
    /// <param name="context">A context that <c>AddDatabase</c> registered, with a transaction; it tracks none of the entities.</param>
    /// <param name="entities">Each entity as it was read, a copy of its own, and as it is to be.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>A task that ends when they are updated or, on SQLite, attached to the context.</returns>
    /// <exception cref="DbUpdateConcurrencyException">Another transaction has changed a row since.</exception>
    public static async Task BulkUpdateAsync<T>(
        this DbContext context, IReadOnlyCollection<(T Before, T Now)> entities, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(entities);

        if (context.Database.IsNpgsql()) await BulkUpdate.Of<T>(context).ExecuteAsync(context, entities, cancellationToken);
        else
            foreach (var (before, now) in entities) context.Attach(before).CurrentValues.SetValues(now);
    }
}
