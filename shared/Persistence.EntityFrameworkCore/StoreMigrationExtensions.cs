using AlertResponder.Persistence.EntityFrameworkCore.Dialects;
using AlertResponder.Persistence.EntityFrameworkCore.Schema;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Persistence.EntityFrameworkCore;

/// <summary>Brings schemas up to date.</summary>
public static class StoreMigrationExtensions
{
    /// <summary>
    /// Applies the migrations of every store that <c>AddStore</c> registered, waits for a database that is not there yet, and may be run by
    /// several processes at once. To be run as a step of its own, before a new release starts on PostgreSQL.
    /// </summary>
    /// <param name="services">The services of a host, which need not be started.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many stores there are.</returns>
    public static async Task<int> MigrateStoresAsync(this IServiceProvider services, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(services);

        var schemas = services.GetServices<IStoreSchema>().ToList();
        foreach (var schema in schemas) await schema.MigrateAsync(cancellationToken);
        return schemas.Count;
    }

    /// <summary>
    /// On PostgreSQL, after the tables of <c>AddTransactionalOutboxEntities</c> have been made: what EF's migrations cannot say. The inbox
    /// is made anew in partitions, and must be empty; the outbox gets the columns by which several processes share it.
    /// </summary>
    /// <param name="migration">The migration.</param>
    /// <param name="schema">The schema of the tables; null for the connection's own.</param>
    public static void CompleteTransactionalOutbox(this MigrationBuilder migration, string? schema)
    {
        ArgumentNullException.ThrowIfNull(migration);

        migration.Sql(InboxPartitions.CreationSql(schema));
    }
}
