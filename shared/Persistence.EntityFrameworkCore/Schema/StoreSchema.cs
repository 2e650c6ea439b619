using System.Data.Common;
using System.Reflection;
using AlertResponder.Persistence.EntityFrameworkCore.Dialects;
using AlertResponder.Persistence.EntityFrameworkCore.Outbox;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Persistence.EntityFrameworkCore.Schema;

/// <summary>
/// Brings the schema up to date, and checks that it and this build go together. The version of a schema is the number of its migrations;
/// one row tells it, and the oldest version that a build may have been made for.
/// </summary>
internal sealed class StoreSchema<TContext>(Store<TContext> store, IServiceScopeFactory scopes, OutboxOptions<TContext>? outbox = null) : IStoreSchema
    where TContext : DbContext
{
    /// <summary>At the start of a service.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => UntilReachedAsync(CheckAsync, cancellationToken);

    /// <inheritdoc/>
    public Task MigrateAsync(CancellationToken cancellationToken)
    {
        store.Location.EnsureUsable();
        return UntilReachedAsync(async (context, cancelled) =>
        {
            await MigrateAsync(context, cancelled);
            var (version, minimumApp) = await ReadAsync(context, cancelled);
            store.Logger.UpToDate(store.Name, store.Location.Description, version, minimumApp);
        }, cancellationToken);
    }

    /// <summary>Waits for a database that is out of reach; one that refuses is for a person to mend.</summary>
    private async Task UntilReachedAsync(Func<TContext, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await store.UntilReachedAsync(async () =>
            {
                await using var scope = scopes.CreateAsyncScope();
                await work(scope.ServiceProvider.GetRequiredService<TContext>(), cancellationToken);
            }, cancellationToken);
        }
        catch (DbException exception)
        {
            throw new ConfigurationException($"Store '{store.Name}' ({store.Location.Description}) cannot be used: {exception.Message}", exception);
        }
    }

    private async Task CheckAsync(TContext context, CancellationToken cancellationToken)
    {
        if (store.Location.MigratesAtStart || !context.Database.GetMigrations().Any()) await MigrateAsync(context, cancellationToken);
        var (version, minimumApp) = await ReadAsync(context, cancellationToken);
        var build = context.Database.GetMigrations().Count();
        if (version < build)
            throw new ConfigurationException(
                $"The schema of store '{store.Name}' ({store.Location.Description}) has version {version}, this build needs {build}: "
                + "run this program once with --migrate before it starts");
        if (build < minimumApp)
            throw new ConfigurationException(
                $"The schema of store '{store.Name}' ({store.Location.Description}) needs a build made for its version {minimumApp} or later, "
                + $"this one was made for version {build}: run a newer release");
        if (outbox is not null)
            await store.Dialect.PrepareInboxAsync(context, store.Now.ToUnixTimeMilliseconds(), cancellationToken);
        var delays = outbox is null ? "none" : $"rows of its outbox, looked for every {outbox.QueryDelay.TotalMilliseconds} ms";
        store.Logger.Ready(store.Name, store.Location.Description, version, minimumApp, delays);
    }

    private Task MigrateAsync(TContext context, CancellationToken cancellationToken) =>
        store.Dialect.WithSchemaLockedAsync(context, () => MigrateAloneAsync(context, cancellationToken), cancellationToken);

    private async Task MigrateAloneAsync(TContext context, CancellationToken cancellationToken)
    {
        var database = context.Database;
        if (!database.GetMigrations().Any())
        {
            if (await database.EnsureCreatedAsync(cancellationToken)) await store.Location.CompleteAsync(context, cancellationToken);
            await store.Location.PrepareAsync(context, willMigrate: false, cancellationToken);
        }
        else
        {
            var pending = (await database.GetPendingMigrationsAsync(cancellationToken)).ToList();
            await store.Location.PrepareAsync(context, pending.Count > 0, cancellationToken);
            if (pending.Count > 0)
            {
                await database.MigrateAsync(cancellationToken);
                store.Logger.Migrated(store.Name, string.Join(", ", pending));
            }
        }

        await WriteAsync(context, cancellationToken);
    }

    // Never lowered: an older build finds nothing to do on a newer schema.
    private static async Task WriteAsync(TContext context, CancellationToken cancellationToken)
    {
        var tables = StoreTables.Of(context);
        var migrations = context.GetService<IMigrationsAssembly>().Migrations.Values.ToList();
        var minimumApp = migrations.Max(migration => migration.GetCustomAttribute<MinimumAppAttribute>()?.Version) ?? 0;
        await Dialect.ExecuteAsync(
            context,
            $"CREATE TABLE IF NOT EXISTS {tables.Version} (id integer NOT NULL PRIMARY KEY, version integer NOT NULL, minimum_app integer NOT NULL)",
            cancellationToken);
        await Dialect.ExecuteAsync(
            context,
            $"INSERT INTO {tables.Version} AS store (id, version, minimum_app) VALUES (1, @version, @minimum) ON CONFLICT (id) DO UPDATE SET "
            + "version = CASE WHEN excluded.version > store.version THEN excluded.version ELSE store.version END, "
            + "minimum_app = CASE WHEN excluded.minimum_app > store.minimum_app THEN excluded.minimum_app ELSE store.minimum_app END",
            cancellationToken,
            ("@version", migrations.Count),
            ("@minimum", minimumApp));
    }

    private async Task<(int Version, int MinimumApp)> ReadAsync(TContext context, CancellationToken cancellationToken)
    {
        var tables = StoreTables.Of(context);
        await context.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = context.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"SELECT version, minimum_app FROM {tables.Version}";
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken) ? (reader.GetInt32(0), reader.GetInt32(1)) : (0, 0);
        }
        catch (Exception exception) when (store.Dialect.IsMissing(exception))
        {
            return (0, 0);
        }
        finally
        {
            await context.Database.CloseConnectionAsync();
        }
    }
}
