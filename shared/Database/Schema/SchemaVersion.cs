using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;

namespace AlertResponder.Database.Schema;

/// <summary>
/// The version of a schema, which is the number of its migrations, and the oldest version that a build may have been made for. One row of a
/// table says both.
/// </summary>
internal readonly record struct SchemaVersion(int Version, int MinimumApp)
{
    private const string Table = "schema_version";

    /// <summary>The table's name as it stands in SQL.</summary>
    public static string TableOf(DbContext context) =>
        context.GetService<ISqlGenerationHelper>().DelimitIdentifier(Table, context.Model.GetDefaultSchema());

    public static async Task<SchemaVersion> ReadAsync(DbContext context, CancellationToken cancellationToken) => (await context.QueryAsync(
        $"SELECT version, minimum_app FROM {TableOf(context)}", row => new SchemaVersion(row.GetInt32(0), row.GetInt32(1)), cancellationToken)).SingleOrDefault();

    /// <summary>Writes what this build has migrated to. Never lowered: an older build finds nothing to do on a newer schema.</summary>
    public static async Task WriteAsync(DbContext context, CancellationToken cancellationToken)
    {
        var table = TableOf(context);
        var migrations = context.GetService<IMigrationsAssembly>().Migrations.Values.ToList();
        var minimumApp = migrations.Max(migration => migration.GetCustomAttribute<MinimumAppAttribute>()?.Version) ?? 0;
        await context.ExecuteAsync(
            $"CREATE TABLE IF NOT EXISTS {table} (id integer NOT NULL PRIMARY KEY, version integer NOT NULL, minimum_app integer NOT NULL)",
            cancellationToken);
        await context.ExecuteAsync(
            $"INSERT INTO {table} AS known (id, version, minimum_app) VALUES (1, @version, @minimum) ON CONFLICT (id) DO UPDATE SET "
            + "version = CASE WHEN excluded.version > known.version THEN excluded.version ELSE known.version END, "
            + "minimum_app = CASE WHEN excluded.minimum_app > known.minimum_app THEN excluded.minimum_app ELSE known.minimum_app END",
            cancellationToken,
            ("@version", migrations.Count),
            ("@minimum", minimumApp));
    }
}
