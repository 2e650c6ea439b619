using System.Data.Common;
using AlertResponder.Database;
using AlertResponder.Persistence.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AlertResponder.Persistence.EntityFrameworkCore.Inbox;

/// <summary>Forgets messages that nobody will deliver again, a chunk at a time, so that consumers never wait long for the writer.</summary>
internal sealed class InboxCleaner<TContext>(TransactionalOutbox<TContext> outbox, IServiceScopeFactory scopes)
    : BackgroundService, IHostedLifecycleService
    where TContext : DbContext
{
    private const int Chunk = 1_000;

    /// <summary>How long a message is remembered: longer than any queue keeps one, redrives included.</summary>
    private static readonly TimeSpan DuplicateDetectionWindow = TimeSpan.FromDays(15);

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Makes room for today's messages before the first one is received.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await outbox.Retry.RunAsync(PrepareAsync, messageId: null, cancellationToken);
        }
        catch (DbException exception)
        {
            throw new DatabaseSetupException(outbox.Name, $"The inbox of database '{outbox.Name}' cannot be prepared: {exception.Message}");
        }

        async Task PrepareAsync()
        {
            await using var scope = scopes.CreateAsyncScope();
            await outbox.Inbox.PrepareAsync(
                scope.ServiceProvider.GetRequiredService<TContext>(), outbox.Now, cancellationToken);
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, outbox.Time);
        do
        {
            try
            {
                await CleanAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                outbox.Logger.InboxNotCleaned(exception, outbox.Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task CleanAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<TContext>();
        var now = outbox.Now;
        var before = now - DuplicateDetectionWindow;
        await outbox.Inbox.PrepareAsync(database, now, cancellationToken);
        await outbox.Inbox.ForgetDaysAsync(database, before, cancellationToken);
        var removed = 0;
        for (var count = Chunk; count == Chunk; removed += count)
            count = await outbox.Inbox.CleanAsync(database, before, Chunk, cancellationToken);
        outbox.Logger.InboxCleaned(outbox.Name, removed);
    }
}
