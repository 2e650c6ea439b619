using AlertResponder.Persistence.EntityFrameworkCore.Dialects;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Persistence.EntityFrameworkCore;

/// <summary>Inserts many rows.</summary>
public static class BulkInsertExtensions
{
    /// <summary>
    /// Inserts new entities of a hot path: on PostgreSQL at once and by one statement, without being tracked; on SQLite they are added to the
    /// context and saved with it. Insert them before those that refer to them, and when they are complete.
    /// </summary>
    /// <typeparam name="T">The entity; it has a table of its own and no owned or shadow properties.</typeparam>
    /// <param name="context">A context that <c>AddStore</c> registered, with a transaction.</param>
    /// <param name="entities">The entities.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>A task that ends when they are inserted or added.</returns>
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
            await using var command = RowInsert.Of<T>(context).CreateCommand(context, entities);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
