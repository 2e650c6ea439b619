using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>Reads and settles the rows of one context's outbox.</summary>
internal sealed class OutboxTable<TContext>(TransactionalOutbox<TContext> outbox, IServiceScopeFactory scopes)
    where TContext : DbContext
{
    /// <summary>After so many tries that failed a message is kept and not delivered any more.</summary>
    public const int MaxAttempts = 50;

    private const int MaxFaultMessage = 2_000;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);

    // Fifty attempts take a week then, well within the time for which the inboxes of the endpoints that are done remember the message.
    private static readonly TimeSpan MaxPause = TimeSpan.FromHours(4);

    /// <summary>Makes the rows due that faulted before this start: what was wrong may have been repaired.</summary>
    public Task ReleaseFaultedAsync(CancellationToken cancellationToken) => WithContextAsync(context => context.Set<OutboxRow>()
        .Where(row => row.FaultedAt != null && row.Attempts < MaxAttempts)
        .ExecuteUpdateAsync(set => set.SetProperty(row => row.AvailableAt, OutboxRow.DueImmediately), cancellationToken));

    /// <summary>The ids of what is due, by destination: the oldest, in no order.</summary>
    /// <param name="excluded">Destinations that are not asked for.</param>
    /// <param name="limit">How many rows a destination.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<Dictionary<string, List<long>>> FindDueAsync(IReadOnlyCollection<string> excluded, int limit, CancellationToken cancellationToken) =>
        WithContextAsync(context => outbox.Outbox.FindDueAsync(context, outbox.Now, excluded, limit, cancellationToken));

    /// <summary>Takes rows for this process and reads those it got.</summary>
    public async Task<List<OutboxRow>> TakeAsync(List<long> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0) return [];

        var claimedAt = Stopwatch.GetTimestamp();
        var rows = await WithContextAsync(async context =>
        {
            var claimed = await outbox.Outbox.ClaimAsync(context, ids, cancellationToken);
            return await context.Set<OutboxRow>().AsNoTracking().Where(row => claimed.Contains(row.Id)).ToListAsync(cancellationToken);
        });
        foreach (var row in rows) row.ClaimedAt = claimedAt;
        return rows;
    }

    /// <summary>Removes what is done, and keeps what was put back and what faulted, in one transaction.</summary>
    public Task SettleAsync(IReadOnlyCollection<OutboxOutcome> outcomes, CancellationToken cancellationToken) => WithContextAsync(async context =>
    {
        // A row that comes back after a power failure is sent again, as after a crash.
        await using var transaction = await outbox.Outbox.BeginRelaxedAsync(context, cancellationToken);
        var done = outcomes.Where(outcome => outcome is { Fault: null, RedeliverAfter: null }).Select(outcome => outcome.Row.Id).ToList();
        if (done.Count > 0) await context.Set<OutboxRow>().Where(row => done.Contains(row.Id)).ExecuteDeleteAsync(cancellationToken);
        foreach (var (row, fault, delay) in outcomes)
        {
            if (fault is not null) await KeepAsync(context, row, fault, cancellationToken);
            else if (delay is not null) await PutBackAsync(context, row, delay.Value, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        foreach (var (row, fault, _) in outcomes)
            if (fault is not null) LogFault(row, fault);
        return done.Count;
    });

    /// <summary>Gives back what was taken and is not settled.</summary>
    public Task ReleaseAsync(CancellationToken cancellationToken) => WithContextAsync(async context =>
    {
        await outbox.Outbox.ReleaseAsync(context, cancellationToken);
        return true;
    });

    private Task<int> PutBackAsync(DbContext context, OutboxRow row, TimeSpan delay, CancellationToken cancellationToken)
    {
        var again = outbox.Now + delay;
        return context.Set<OutboxRow>().Where(kept => kept.Id == row.Id).ExecuteUpdateAsync(set => set
            .SetProperty(kept => kept.AvailableAt, again)
            .SetProperty(kept => kept.Attempts, kept => kept.Attempts + 1), cancellationToken);
    }

    private Task<int> KeepAsync(DbContext context, OutboxRow row, MessageFault fault, CancellationToken cancellationToken)
    {
        var at = outbox.Now;
        DateTimeOffset? again = row.Attempts + 1 < MaxAttempts ? at + PauseAfter(row) : null;
        var message = fault.Exception.Message;
        return context.Set<OutboxRow>().Where(kept => kept.Id == row.Id).ExecuteUpdateAsync(set => set
            .SetProperty(kept => kept.AvailableAt, again)
            .SetProperty(kept => kept.Attempts, kept => kept.Attempts + 1)
            .SetProperty(kept => kept.FaultedAt, at)
            .SetProperty(kept => kept.FaultEndpoint, fault.Endpoint)
            .SetProperty(kept => kept.FaultType, fault.Exception.GetType().FullName)
            .SetProperty(kept => kept.FaultMessage, message.Length > MaxFaultMessage ? message[..MaxFaultMessage] : message), cancellationToken);
    }

    private void LogFault(OutboxRow row, MessageFault fault)
    {
        var attempts = row.Attempts + 1;
        var type = fault.Exception.GetType().Name;
        if (attempts < MaxAttempts) outbox.Logger.Kept(row.MessageId, fault.Endpoint, type, row.Id, outbox.Name, attempts, PauseAfter(row));
        else outbox.Logger.Parked(row.MessageId, fault.Endpoint, type, row.Id, outbox.Name, attempts);
    }

    // Twice the pause that it has made as a fault; tries before that do not count. Without jitter: an operator can tell when it is due again.
    private static TimeSpan PauseAfter(OutboxRow row)
    {
        var former = row.AvailableAt - row.FaultedAt;
        if (former is null || former <= TimeSpan.Zero) return FirstPause;
        return former < MaxPause / 2 ? 2 * former.Value : MaxPause;
    }

    private async Task<T> WithContextAsync<T>(Func<TContext, Task<T>> work)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<TContext>());
    }
}
