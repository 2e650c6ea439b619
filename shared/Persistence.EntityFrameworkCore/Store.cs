using AlertResponder.Persistence.EntityFrameworkCore.Dialects;
using AlertResponder.Persistence.EntityFrameworkCore.Outbox;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Persistence.EntityFrameworkCore;

/// <summary>What the parts of one context's store share.</summary>
internal sealed class Store<TContext>(
    string name, StoreLocation location, TimeProvider time, IServiceScopeFactory scopes, StoreGate gate, ILogger<Store<TContext>> logger)
    : IDisposable
    where TContext : DbContext
{
    // Ten losses of the same race in a row are no race but a fault, which the retry policy deals with.
    private const int ContentionLimit = 10;
    private static readonly TimeSpan FirstProbe = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _disposed = new();

    public string Name => name;
    public StoreLocation Location => location;
    public Dialect Dialect => location.Dialect;
    public ILogger Logger => logger;
    public DateTimeOffset Now => time.GetUtcNow();
    public TimeProvider Time => time;
    public OutboxHandover Handover { get; } = new();

    /// <summary>Whether work that failed is to be done again. An outage is waited out, however long it lasts.</summary>
    public bool MayRetry(Exception exception, int attempt) =>
        Dialect.IsOutage(exception) || (attempt < ContentionLimit && Dialect.IsContention(exception));

    /// <summary>Waits before the work is done again.</summary>
    public async Task PauseAsync(Exception exception, int attempt, Guid? messageId, CancellationToken cancellationToken)
    {
        var reason = exception.InnerException?.Message ?? exception.Message;
        logger.TransientFault(reason, name, messageId, attempt);
        if (Dialect.IsOutage(exception)) ReportOutage(reason);
        var longest = Math.Min(LongestPause.TotalMilliseconds, 20 * Math.Pow(2, Math.Min(attempt, 20)));
        // A pause in real time, also when a test has its own clock.
        await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * longest), cancellationToken);
    }

    /// <summary>Does work that has to succeed before anything else can begin.</summary>
    public async Task UntilReachedAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await work();
                return;
            }
            catch (Exception exception) when (MayRetry(exception, attempt) && !cancellationToken.IsCancellationRequested)
            {
                await PauseAsync(exception, attempt, messageId: null, cancellationToken);
            }
        }
    }

    /// <summary>Closes the gate until the database can be written again.</summary>
    public void ReportOutage(string reason)
    {
        // A file is never out of reach, it can only be full or busy, and no queue holds what its process has in memory.
        if (!Dialect.IsShared) return;
        gate.Close(typeof(TContext), async () =>
        {
            logger.OutageBegan(name, reason);
            await ProbeAsync();
            logger.OutageEnded(name);
        });
    }

    public OutboxRow CreateRow<T>(SendContext<T> context, IBusTopology topology)
        where T : class => OutboxRow.From(context, topology, Now);

    public void Dispose()
    {
        _disposed.Cancel();
        location.Dispose();
    }

    private async Task ProbeAsync()
    {
        for (var pause = FirstProbe; !_disposed.IsCancellationRequested; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            await Task.Delay(pause, _disposed.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var context = scope.ServiceProvider.GetRequiredService<TContext>();
                // A write: a server may answer and yet be full, or be the standby by now.
                await Dialect.ExecuteAsync(context, $"UPDATE {StoreTables.Of(context).Version} SET version = version", _disposed.Token);
                return;
            }
            catch (Exception exception)
            {
                logger.StillOut(name, exception.InnerException?.Message ?? exception.Message);
            }
        }
    }
}
