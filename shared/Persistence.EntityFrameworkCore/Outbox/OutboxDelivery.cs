using System.Collections.Concurrent;
using System.Threading.Channels;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>
/// Delivers the rows of one context's outbox. What is in flight is known in memory only: after a crash everything that is still in the
/// table is sent again under its MessageId, and the inboxes drop what was done.
/// </summary>
internal sealed class OutboxDelivery<TContext>(
    Store<TContext> store, OutboxOptions<TContext> options, OutboxTable<TContext> table, OutboxSender sender, IBusControl bus, ConsumptionTracker? tracker)
    : BackgroundService, IHostedLifecycleService
    where TContext : DbContext
{
    /// <summary>How many rows may be with the transport and its consumers at a time; further ones wait in the table.</summary>
    public const int InFlightLimit = 1_000;

    private const int Senders = 10;
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<long, bool> inFlight = new();
    private readonly Channel<OutboxRow> due = Channel.CreateUnbounded<OutboxRow>(new UnboundedChannelOptions { SingleWriter = true });
    private readonly Channel<OutboxOutcome> outcomes = Channel.CreateUnbounded<OutboxOutcome>(new UnboundedChannelOptions { SingleReader = true });

    private bool backlog = true;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Everything has stopped: what was consumed in the meantime need not be sent again at the next start.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (TakeOutcomes() is { Count: > 0 } last) await table.SettleAsync(last, cancellationToken);
        }
        catch (Exception exception)
        {
            store.Logger.OutboxUnreachable(exception, typeof(TContext).Name);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await bus.WaitForHealthStatus(BusHealthStatus.Healthy, stoppingToken);
        var running = Enumerable.Range(0, Senders).Select(_ => SendDueAsync(stoppingToken)).Append(SettleAsync(stoppingToken)).ToList();
        running.Add(FindDueAsync(stoppingToken));
        await Task.WhenAll(running);
    }

    private async Task FindDueAsync(CancellationToken cancellationToken)
    {
        await UntilItWorksAsync(() => table.ReleaseFaultedAsync(cancellationToken), cancellationToken);
        while (true)
        {
            // Made before the table is read: a clock that is advanced in between must not be missed.
            var tick = Task.Delay(options.QueryDelay, store.Time, cancellationToken);
            await UntilItWorksAsync(() => QueryAsync(cancellationToken), cancellationToken);
            while (!tick.IsCompleted)
            {
                await store.Handover.WaitAsync(tick, cancellationToken);
                var (rows, overflowed) = store.Handover.Take();
                foreach (var row in rows) Claim(row);
                backlog |= overflowed;
                // With a backlog the table is read again when half of what may be in flight has come back.
                if (backlog && inFlight.Count <= InFlightLimit / 2) break;
            }
        }
    }

    private async Task QueryAsync(CancellationToken cancellationToken)
    {
        var room = InFlightLimit - inFlight.Count;
        if (room <= 0) return;

        backlog = false;
        var found = await table.FindDueAsync(InFlightLimit + room, cancellationToken);
        var wanted = found.Where(id => !inFlight.ContainsKey(id)).Take(room).ToList();
        if (found.Count == InFlightLimit + room) backlog = true;
        foreach (var row in await table.ReadAsync(wanted, cancellationToken)) Claim(row);
    }

    private void Claim(OutboxRow row)
    {
        if (inFlight.Count >= InFlightLimit) backlog = true;
        else if (inFlight.TryAdd(row.Id, true)) due.Writer.TryWrite(row);
    }

    private async Task SendDueAsync(CancellationToken cancellationToken)
    {
        await foreach (var row in due.Reader.ReadAllAsync(cancellationToken))
        {
            // Tracked before it is sent: the consumer may be ready first.
            var tracked = tracker?.Track(row, fault => Report(row, fault)) ?? false;
            try
            {
                await sender.SendAsync(row, cancellationToken);
                if (!tracked) Report(row, fault: null);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception exception)
            {
                store.Logger.SendFailed(exception, row.MessageId, row.Id, typeof(TContext).Name);
                tracker?.Forget(row);
                var pause = Math.Min(LongestBackOff.TotalMilliseconds, 250 * Math.Pow(2, Math.Min(row.Attempts, 20)));
                outcomes.Writer.TryWrite(new OutboxOutcome(row, Fault: null, RetryAt: store.Now.AddMilliseconds(pause)));
            }
        }
    }

    private void Report(OutboxRow row, ConsumptionFault? fault) => outcomes.Writer.TryWrite(new OutboxOutcome(row, fault, RetryAt: null));

    /// <summary>Many rows are settled by one transaction: while one commits, the next ones gather.</summary>
    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        while (await outcomes.Reader.WaitToReadAsync(cancellationToken))
        {
            // A moment for others to finish too, in real time, for it decides nothing.
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
            var settled = TakeOutcomes();
            await UntilItWorksAsync(() => table.SettleAsync(settled, cancellationToken), cancellationToken);
            // In flight until here: a row that is done and not yet gone must not be found due.
            foreach (var outcome in settled) inFlight.TryRemove(outcome.Row.Id, out _);
            store.Handover.Wake();
        }
    }

    private List<OutboxOutcome> TakeOutcomes()
    {
        var taken = new List<OutboxOutcome>();
        while (taken.Count < 500 && outcomes.Reader.TryRead(out var outcome)) taken.Add(outcome);
        return taken;
    }

    private async Task UntilItWorksAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await work();
                return;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                store.Logger.OutboxUnreachable(exception, typeof(TContext).Name);
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(5_000, 50 * Math.Pow(2, Math.Min(attempt, 10)))), cancellationToken);
            }
        }
    }
}
