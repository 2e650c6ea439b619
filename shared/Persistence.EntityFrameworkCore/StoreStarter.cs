using AlertResponder.Persistence.EntityFrameworkCore.Dialects;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Persistence.EntityFrameworkCore;

/// <summary>Makes the database ready before any service starts, the bus included.</summary>
internal sealed class StoreStarter<TContext>(SqliteFile file, IServiceScopeFactory scopes, ILogger<StoreStarter<TContext>> logger)
    : IHostedLifecycleService
    where TContext : DbContext
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        file.EnsureWritable();
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<TContext>().Database;
        if (!database.GetMigrations().Any())
        {
            await database.EnsureCreatedAsync(cancellationToken);
        }
        else if ((await database.GetPendingMigrationsAsync(cancellationToken)).ToList() is { Count: > 0 } pending)
        {
            // A process that was killed while it migrated leaves EF's lock behind, for which the next one would wait for ever.
            // https://learn.microsoft.com/ef/core/providers/sqlite/limitations#concurrent-migrations-protection
            await database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
            await database.MigrateAsync(cancellationToken);
            logger.Migrated(typeof(TContext).Name, string.Join(", ", pending));
        }

        await database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
