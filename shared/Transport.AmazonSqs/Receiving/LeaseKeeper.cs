using System.Collections.Concurrent;
using AlertResponder.Transport.AmazonSqs.Connections;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Transport.AmazonSqs.Receiving;

/// <summary>
/// Keeps the messages of a queue invisible to others while they are handled: one loop an endpoint, ten messages a call. A message is
/// renewed when half of its visibility is over, so that one failed call costs nothing.
/// </summary>
/// <param name="visibility">How long a message stays invisible without renewal.</param>
/// <param name="longest">How long one is held at most.</param>
/// <param name="time">Clock.</param>
/// <param name="log">Log of the endpoint.</param>
internal sealed class LeaseKeeper(TimeSpan visibility, TimeSpan longest, TimeProvider time, ILogger log)
{
    private readonly ConcurrentDictionary<Lease, byte> _held = new();

    public ILogger Log => log;

    /// <summary>Takes a message into the keeping.</summary>
    public Lease Take(ReceivedMessage message, SqsQueue queue)
    {
        var lease = new Lease(message, queue, this, time.GetTimestamp());
        _held.TryAdd(lease, 0);
        return lease;
    }

    /// <summary>The message is deleted, or given back.</summary>
    public void Release(Lease lease) => _held.TryRemove(lease, out _);

    /// <summary>Gives messages back that nobody has begun with: another takes them at once.</summary>
    public async Task GiveBackAsync(IEnumerable<Lease> leases, SqsQueue queue, CancellationToken cancellationToken)
    {
        foreach (var batch in leases.Chunk(AmazonSqsLimits.BatchEntries))
        {
            foreach (var lease in batch) Release(lease);
            await queue.ChangeVisibilityAsync([.. batch.Select(lease => lease.Message.ReceiptHandle)], TimeSpan.Zero, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Renews until it is cancelled.</summary>
    public async Task RunAsync(Func<SqsQueue> queue, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(visibility / 8, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
            {
                var due = _held.Keys.Where(lease => time.GetElapsedTime(lease.RenewedAt) >= visibility / 2).ToList();
                foreach (var batch in due.Where(IsWithinLongest).Chunk(AmazonSqsLimits.BatchEntries))
                    await RenewAsync(batch, queue(), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The endpoint has stopped, and nothing is held any more.
        }
    }

    private bool IsWithinLongest(Lease lease)
    {
        if (time.GetElapsedTime(lease.TakenAt) + visibility <= longest) return true;

        Lose(lease);
        return false;
    }

    private async Task RenewAsync(Lease[] batch, SqsQueue queue, CancellationToken cancellationToken)
    {
        try
        {
            var now = time.GetTimestamp();
            var lost = await queue.ChangeVisibilityAsync([.. batch.Select(lease => lease.Message.ReceiptHandle)], visibility, cancellationToken)
                .ConfigureAwait(false);
            foreach (var lease in batch) lease.RenewedAt = now;
            foreach (var refusal in lost.Where(refusal => refusal.IsFinal))
                Lose(batch[int.Parse(refusal.Id, System.Globalization.CultureInfo.InvariantCulture)]);
            Metrics.Renewed(queue.Name, batch.Length - lost.Count);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            log.NotRenewed(exception, queue.Name, batch.Length); // the next tick tries again
        }
    }

    /// <summary>The message may come again, to another or to this process. A delete that is under way may have been the cause.</summary>
    private void Lose(Lease lease)
    {
        if (!_held.TryRemove(lease, out _)) return;

        Metrics.LeaseLost(lease.QueueName);
        log.LeaseLost(lease.QueueName, lease.Message.Id);
    }
}
