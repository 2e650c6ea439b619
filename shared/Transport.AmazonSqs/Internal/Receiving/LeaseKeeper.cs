using System.Collections.Concurrent;
using System.Globalization;
using AlertResponder.Transport.AmazonSqs.Internal.Connections;
using AlertResponder.Transport.AmazonSqs.Internal.Sending;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Transport.AmazonSqs.Internal.Receiving;

/// <summary>
/// Keeps the messages of a queue invisible to others while they are handled: one loop an endpoint, ten messages a call. A message is
/// renewed when half of its visibility is over, so that one failed call costs nothing.
/// </summary>
/// <param name="visibility">How long a message stays invisible without renewal.</param>
/// <param name="maxHold">How long one is held at most.</param>
/// <param name="time">Clock.</param>
/// <param name="log">Log of the endpoint.</param>
internal sealed class LeaseKeeper(TimeSpan visibility, TimeSpan maxHold, TimeProvider time, ILogger log)
{
    private const int MaxCalls = 10;
    private const int MaxGiveBackAttempts = 3;

    private readonly ConcurrentDictionary<string, Lease> _held = new(StringComparer.Ordinal);

    public ILogger Log => log;

    /// <summary>Takes a message into the keeping.</summary>
    /// <returns>Null when it is held already: it was received again because its lease was lost, and is kept on.</returns>
    public Lease? Take(ReceivedMessage message, SqsQueue queue)
    {
        var now = time.GetTimestamp();
        var lease = new Lease(message, queue, this, now);
        var held = _held.GetOrAdd(message.Id, lease);
        if (ReferenceEquals(held, lease)) return lease;

        if (!held.IsLost) Lose(held);
        held.Regain(message.ReceiptHandle, now);
        return null;
    }

    /// <summary>The message is deleted, or given back.</summary>
    public void Release(Lease lease) => _held.TryRemove(new(lease.Message.Id, lease));

    /// <summary>Gives messages back that nobody has begun with: another takes them at once.</summary>
    public async Task GiveBackAsync(IEnumerable<Lease> leases, SqsQueue queue, CancellationToken cancellationToken)
    {
        foreach (var batch in leases.Chunk(AmazonSqsLimits.BatchEntries))
        {
            foreach (var lease in batch) Release(lease);
            try
            {
                var rest = batch;
                for (var attempt = 1; attempt <= MaxGiveBackAttempts && rest.Length > 0; attempt++)
                {
                    var refused = await ChangeAsync(rest, queue, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
                    rest = [.. refused.Where(refusal => !refusal.IsFinal).Select(refusal => rest[IndexOf(refusal)])];
                }
            }
            catch (Exception exception)
            {
                log.NotGivenBack(exception, queue.Name, batch.Length);
            }
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
                var due = _held.Values.Where(lease => !lease.IsLost && time.GetElapsedTime(lease.RenewedAt) >= visibility / 2).ToList();
                foreach (var lease in due.Where(IsOver)) Lose(lease);
                await Parallel.ForEachAsync(
                    due.Where(lease => !lease.IsLost).Chunk(AmazonSqsLimits.BatchEntries),
                    new ParallelOptions { MaxDegreeOfParallelism = MaxCalls, CancellationToken = cancellationToken },
                    async (batch, token) => await RenewAsync(batch, queue(), token).ConfigureAwait(false)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The endpoint has stopped, and nothing is held any more.
        }
    }

    private static int IndexOf(BatchRefusal refusal) => int.Parse(refusal.Id, CultureInfo.InvariantCulture);

    private static Task<IReadOnlyList<BatchRefusal>> ChangeAsync(Lease[] leases, SqsQueue queue, TimeSpan to, CancellationToken cancellationToken) =>
        queue.ChangeVisibilityAsync([.. leases.Select(lease => lease.ReceiptHandle)], to, cancellationToken);

    private bool IsOver(Lease lease) =>
        time.GetElapsedTime(lease.RenewedAt) >= visibility || time.GetElapsedTime(lease.TakenAt) + visibility > maxHold;

    private async Task RenewAsync(Lease[] batch, SqsQueue queue, CancellationToken cancellationToken)
    {
        // A call that hangs must not keep the next one from being in time.
        using var limit = new CancellationTokenSource(visibility / 4, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var now = time.GetTimestamp();
            var refused = await ChangeAsync(batch, queue, visibility, either.Token).ConfigureAwait(false);
            var kept = batch.ToHashSet();
            foreach (var refusal in refused)
            {
                var lease = batch[IndexOf(refusal)];
                kept.Remove(lease); // the next tick tries again
                if (refusal.IsFinal) Lose(lease);
            }

            foreach (var lease in kept) lease.RenewedAt = now;
            Metrics.Renewed(queue.Name, kept.Count);
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
        if (!_held.ContainsKey(lease.Message.Id)) return;

        lease.IsLost = true;
        Metrics.LeaseLost(lease.QueueName);
        log.LeaseLost(lease.QueueName, lease.Message.Id);
    }
}
