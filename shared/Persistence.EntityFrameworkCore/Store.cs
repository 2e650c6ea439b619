using AlertResponder.Persistence.EntityFrameworkCore.Dialects;
using AlertResponder.Persistence.EntityFrameworkCore.Outbox;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Persistence.EntityFrameworkCore;

/// <summary>What the parts of one context's store share.</summary>
internal sealed class Store<TContext>(Dialect dialect, TimeProvider time, ILogger<Store<TContext>> logger)
    where TContext : DbContext
{
    // Ten losses of the same race in a row are no race but a fault, which the retry policy deals with.
    private const int ContentionLimit = 10;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    public Dialect Dialect => dialect;
    public ILogger Logger => logger;
    public DateTimeOffset Now => time.GetUtcNow();
    public TimeProvider Time => time;
    public OutboxHandover Handover { get; } = new();

    /// <summary>Whether work that failed is to be done again. An outage is waited out, however long it lasts.</summary>
    public bool MayRetry(Exception exception, int attempt) =>
        dialect.IsOutage(exception) || (attempt < ContentionLimit && dialect.IsContention(exception));

    /// <summary>Waits before the work is done again.</summary>
    public async Task PauseAsync(Exception exception, int attempt, Guid? messageId, CancellationToken cancellationToken)
    {
        logger.TransientFault(exception.InnerException?.Message ?? exception.Message, typeof(TContext).Name, messageId, attempt);
        var longest = Math.Min(LongestPause.TotalMilliseconds, 20 * Math.Pow(2, Math.Min(attempt, 20)));
        // A pause in real time, also when a test has its own clock.
        await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * longest), cancellationToken);
    }

    public OutboxRow CreateRow<T>(SendContext<T> context, IBusTopology topology)
        where T : class => OutboxRow.From(context, topology, Now);
}
