using System.Runtime.Serialization;
using System.Threading.Channels;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>
/// Delivers the rows of one context's outbox. What is in flight is known in memory only: after a crash everything that is still in the
/// table is sent again under its MessageId, and the inboxes drop what was done.
/// </summary>
internal sealed class OutboxDelivery<TContext>(
    TransactionalOutbox<TContext> outbox, OutboxTable<TContext> table, OutboxSender sender, IBusControl bus, ConsumptionTracker? tracker)
    : BackgroundService, IHostedLifecycleService
    where TContext : DbContext
{
    private const int Senders = 10;
    private const int MaxSettled = 500;

    /// <summary>How often the table is read for what has become due. What is committed in this process goes out without it.</summary>
    private static readonly TimeSpan QueryDelay = TimeSpan.FromMilliseconds(250);

    // Pauses of the machinery are in real time, whatever clock the deadlines follow.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(30);

    private readonly InFlightRows _inFlight = new();
    private readonly RecentIds _foundInTable = new();
    private readonly Channel<OutboxRow> _due = Channel.CreateUnbounded<OutboxRow>();
    private readonly Channel<OutboxOutcome> _outcomes = Channel.CreateUnbounded<OutboxOutcome>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _stopping = new();

    // Rows that may go out wait in the table: it is read without waiting for the next tick.
    private volatile bool _readNow;

    public int InFlight => _inFlight.Count;

    public OldestDueRows OldestDue { get; } = new(outbox.Time);

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        outbox.Logger.OutboxReady(outbox.Name, QueryDelay);
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Nothing is sent to a bus that is about to stop.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) => _stopping.CancelAsync();

    /// <summary>Everything has stopped: what was consumed in the meantime need not be sent again, and the rest is anybody's.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (TakeOutcomes() is { Count: > 0 } last) await table.SettleAsync(last, cancellationToken);
            await table.ReleaseAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // No time left; the inboxes will drop what is sent again.
        }
        catch (Exception exception)
        {
            outbox.Logger.OutboxUnreachable(exception, outbox.Name);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _stopping.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, _stopping.Token);
        var token = linked.Token;
        Task[] parts = [];
        try
        {
            await bus.WaitForHealthStatus(BusHealthStatus.Healthy, token);
            parts = [.. Enumerable.Range(0, Senders).Select(_ => SendDueAsync(token)), SettleAsync(token), FindDueAsync(token)];
            // Each of these runs until the end; one that ends earlier has found an error of ours, which stops the host.
            await await Task.WhenAny(parts);
        }
        catch (Exception) when (token.IsCancellationRequested)
        {
            // What was begun comes to its end first: the rest is given back then. What fails now is done again from the table.
            await Task.WhenAll(parts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FindDueAsync(CancellationToken cancellationToken)
    {
        await UntilItWorksAsync(() => table.ReleaseFaultedAsync(cancellationToken), cancellationToken);
        while (true)
        {
            // Made before the table is read: a clock that is advanced in between must not be missed.
            var tick = Task.Delay(QueryDelay, outbox.Time, cancellationToken);
            await UntilItWorksAsync(() => QueryAsync(cancellationToken), cancellationToken);
            TakeHandedOver();
            while (!tick.IsCompleted && !_readNow)
            {
                await outbox.Handover.WaitAsync(tick, cancellationToken);
                TakeHandedOver();
            }
        }
    }

    private async Task QueryAsync(CancellationToken cancellationToken)
    {
        _readNow = false;
        // What is in flight is found too and counts against the limit, so the answer has at least as many others as there is room for.
        var full = _inFlight.FullDestinations();
        var found = await table.FindDueAsync(full.Keys, InFlightRows.MaxPerDestination, cancellationToken);
        OldestDue.Found(full.Concat(found.Select(due => KeyValuePair.Create(due.Key, due.Value.Min()))).ToDictionary());
        var wanted = found.SelectMany(due => _inFlight.Choose(due.Key, due.Value)).ToList();
        foreach (var row in await table.TakeAsync(wanted, cancellationToken))
        {
            _foundInTable.Add(row.Id);
            Claim(row);
        }
    }

    private void TakeHandedOver()
    {
        var (rows, overflowed) = outbox.Handover.Take();
        if (overflowed) _readNow = true;
        foreach (var row in rows)
        {
            // A row is in the table a moment before it is handed over: it may have been found, delivered and removed by now.
            if (!_foundInTable.Contains(row.Id)) Claim(row);
        }
    }

    private void Claim(OutboxRow row)
    {
        if (_inFlight.TryAdd(row)) _due.Writer.TryWrite(row);
    }

    private async Task SendDueAsync(CancellationToken cancellationToken)
    {
        await foreach (var row in _due.Reader.ReadAllAsync(cancellationToken))
        {
            if (outbox.Outbox.IsShared && !row.IsClaimed)
            {
                // It has become anybody's, and is found in the table.
                _inFlight.Remove(row);
                continue;
            }

            try
            {
                // Tracked before it is sent: the consumer may be ready first.
                var tracked = tracker is not null && tracker.Track(row, Report);
                await sender.SendAsync(row, cancellationToken);
                if (!tracked) Report(new OutboxOutcome(row));
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception exception) when (exception is SerializationException or FormatException)
            {
                // No transport will ever take it.
                tracker?.Forget(row);
                Report(new OutboxOutcome(row, new MessageFault("the outbox itself", exception)));
            }
            catch (Exception exception)
            {
                tracker?.Forget(row);
                outbox.Logger.SendFailed(exception, row.MessageId, row.Id, outbox.Name);
                _ = SendLaterAsync(row, cancellationToken);
            }
        }
    }

    private async Task SendLaterAsync(OutboxRow row, CancellationToken cancellationToken)
    {
        await Task.Delay(PauseAfter(++row.SendFailures), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!cancellationToken.IsCancellationRequested) _due.Writer.TryWrite(row);
    }

    private void Report(OutboxOutcome outcome) => _outcomes.Writer.TryWrite(outcome);

    /// <summary>Many rows are settled by one transaction: while one commits, the next ones gather.</summary>
    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        var settled = new List<OutboxOutcome>();
        while (await _outcomes.Reader.WaitToReadAsync(cancellationToken))
        {
            if (settled.Count < MaxSettled) await Task.Delay(Gathering, cancellationToken);
            settled = TakeOutcomes();
            // Not cancelled half-way: what another process would find unsettled it would send once more.
            await UntilItWorksAsync(() => table.SettleAsync(settled, CancellationToken.None), cancellationToken);
            // In flight until here: a row that is done and not yet gone must not be found due.
            foreach (var outcome in settled)
                if (_inFlight.Remove(outcome.Row)) _readNow = true;
            if (_readNow) outbox.Handover.Wake();
        }
    }

    private List<OutboxOutcome> TakeOutcomes()
    {
        var taken = new List<OutboxOutcome>();
        while (taken.Count < MaxSettled && _outcomes.Reader.TryRead(out var outcome)) taken.Add(outcome);
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
                outbox.Logger.OutboxUnreachable(exception, outbox.Name);
                outbox.Retry.ReportFailure(exception);
                await Task.Delay(PauseAfter(attempt), cancellationToken);
            }
        }
    }

    private static TimeSpan PauseAfter(int attempt) => Backoff.Delay(attempt, FirstPause, MaxPause);
}
