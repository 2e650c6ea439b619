using AlertResponder.Persistence.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AlertResponder.Persistence.EntityFrameworkCore.Inbox;

/// <summary>Forgets messages that nobody will deliver again, a chunk at a time, so that consumers never wait long for the writer.</summary>
internal sealed class InboxCleaner<TContext>(Store<TContext> store, OutboxOptions<TContext> options, IServiceScopeFactory scopes) : BackgroundService
    where TContext : DbContext
{
    private const int Chunk = 1_000;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, store.Time);
        do
        {
            try
            {
                await CleanAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                store.Logger.InboxNotCleaned(exception, typeof(TContext).Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task CleanAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<TContext>();
        var now = store.Now.ToUnixTimeMilliseconds();
        var before = now - (long)options.DuplicateDetectionWindow.TotalMilliseconds;
        await store.Dialect.PrepareInboxAsync(database, now, cancellationToken);
        await store.Dialect.ForgetDaysAsync(database, before, cancellationToken);
        var removed = 0;
        for (var count = Chunk; count == Chunk; removed += count)
            count = await store.Dialect.CleanInboxAsync(database, before, Chunk, cancellationToken);
        store.Logger.InboxCleaned(typeof(TContext).Name, removed);
    }
}
