using System.Data.Common;
using AlertResponder.Database.Locations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Database.Schema;

/// <summary>Brings the schema up to date, and checks that it and this build go together.</summary>
internal sealed class DatabaseSchema<TContext>(
    DatabaseLocation location, DatabaseRetry<TContext> retry, IServiceScopeFactory scopes, ILogger<DatabaseSchema<TContext>> logger) : IDatabaseSchema
    where TContext : DbContext
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(5);

    /// <summary>At the start of a service.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => UntilReachedAsync(CheckAsync, cancellationToken);

    /// <inheritdoc/>
    public Task MigrateAsync(CancellationToken cancellationToken) => UntilReachedAsync(
        async (context, cancelled) =>
        {
            await MigrateAsync(context, cancelled);
            var (version, minimumApp) = await ReadAsync(context, cancelled);
            logger.UpToDate(location.Name, location.Description, version, minimumApp);
        },
        cancellationToken);

    /// <summary>Waits for a database that is out of reach; one that refuses is for a person to correct.</summary>
    private async Task UntilReachedAsync(Func<TContext, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        location.EnsureUsable();
        try
        {
            await retry.RunAsync(RunWhenReachedAsync, messageId: null, cancellationToken);
        }
        catch (DbException exception)
        {
            throw new DatabaseSetupException(location.Name, $"Database '{location.Name}' ({location.Description}) cannot be used: {exception.Message}");
        }

        // Here and not by the retry, which says each attempt: there may be many before somebody has made the database.
        async Task RunWhenReachedAsync()
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    await RunOnceAsync();
                    return;
                }
                catch (Exception exception) when (location.Errors.IsOutage(exception) && !cancellationToken.IsCancellationRequested)
                {
                    var reason = exception.InnerException?.Message ?? exception.Message;
                    if (attempt == 1) logger.WaitingFor(location.Name, location.Description, reason);
                    else logger.StillOut(location.Name, reason);
                    // In real time, also when a test has its own clock.
                    await Task.Delay(Backoff.Delay(attempt, FirstPause, MaxPause), cancellationToken);
                }
            }
        }

        async Task RunOnceAsync()
        {
            await using var scope = scopes.CreateAsyncScope();
            var context = scope.ServiceProvider.GetRequiredService<TContext>();
            await location.EnsureUsableAsync(context, cancellationToken);
            await work(context, cancellationToken);
        }
    }

    private async Task CheckAsync(TContext context, CancellationToken cancellationToken)
    {
        if (location.MigratesAtStart) await MigrateAsync(context, cancellationToken);
        var (version, minimumApp) = await ReadAsync(context, cancellationToken);
        var build = context.Database.GetMigrations().Count();
        if (version < build)
            throw new DatabaseSetupException(
                location.Name,
                $"The schema of database '{location.Name}' ({location.Description}) has version {version}, this build needs {build}: "
                + "run this program once with --migrate before it starts");
        if (build < minimumApp)
            throw new DatabaseSetupException(
                location.Name,
                $"The schema of database '{location.Name}' ({location.Description}) needs a build made for its version {minimumApp} or later, "
                + $"this one was made for version {build}: run a newer release");
        logger.Ready(location.Name, location.Description, version, minimumApp);
    }

    private Task MigrateAsync(TContext context, CancellationToken cancellationToken) =>
        location.WithSchemaLockedAsync(context, () => MigrateAloneAsync(context, cancellationToken), cancellationToken);

    private async Task MigrateAloneAsync(TContext context, CancellationToken cancellationToken)
    {
        var pending = (await context.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
        await location.PrepareAsync(context, pending.Count > 0, cancellationToken);
        if (pending.Count > 0)
        {
            await context.Database.MigrateAsync(cancellationToken);
            logger.Migrated(location.Name, string.Join(", ", pending));
        }

        await SchemaVersion.WriteAsync(context, cancellationToken);
    }

    private async Task<SchemaVersion> ReadAsync(TContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await SchemaVersion.ReadAsync(context, cancellationToken);
        }
        catch (Exception exception) when (location.Errors.IsMissing(exception))
        {
            return default;
        }
    }
}
