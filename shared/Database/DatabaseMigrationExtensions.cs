using AlertResponder.Database.Schema;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Database;

/// <summary>Brings schemas up to date.</summary>
public static class DatabaseMigrationExtensions
{
    /// <summary>
    /// Applies the migrations of every database that <c>AddDatabase</c> registered, waits for one that is not there yet, and may be run by
    /// several processes at once. To be run as a step of its own, before a new release starts on PostgreSQL.
    /// </summary>
    /// <param name="services">The services of a host, which need not be started.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many databases there are.</returns>
    /// <exception cref="DatabaseSetupException">A database refuses.</exception>
    public static async Task<int> MigrateDatabasesAsync(this IServiceProvider services, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(services);

        var schemas = services.GetServices<IDatabaseSchema>().ToList();
        foreach (var schema in schemas) await schema.MigrateAsync(cancellationToken);
        return schemas.Count;
    }
}
