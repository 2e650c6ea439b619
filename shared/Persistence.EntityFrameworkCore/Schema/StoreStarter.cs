using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace AlertResponder.Persistence.EntityFrameworkCore.Schema;

/// <summary>Makes sure that the database is ready before any service starts, the bus included.</summary>
internal sealed class StoreStarter<TContext>(Store<TContext> store, StoreSchema<TContext> schema, IEnumerable<StoreExpectation> expectations)
    : IHostedLifecycleService
    where TContext : DbContext
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var expectation in expectations)
            if (expectation.Context == typeof(TContext) && expectation.Database != store.Dialect.Name)
                throw new ConfigurationException(
                    $"{expectation.Of} was told that {typeof(TContext).Name} is on {expectation.Database}, but it is on {store.Dialect.Name}: see AddStore");
        store.Location.EnsureUsable();
        await schema.StartAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
