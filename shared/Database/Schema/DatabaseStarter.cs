using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace AlertResponder.Database.Schema;

/// <summary>Makes sure that the database is ready before any service starts, the bus included.</summary>
internal sealed class DatabaseStarter<TContext>(DatabaseSchema<TContext> schema) : IHostedLifecycleService
    where TContext : DbContext
{
    public Task StartingAsync(CancellationToken cancellationToken) => schema.StartAsync(cancellationToken);
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
