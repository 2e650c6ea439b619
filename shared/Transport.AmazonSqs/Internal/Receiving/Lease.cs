using AlertResponder.Transport.AmazonSqs.Internal.Connections;
using MassTransit.Transports;

namespace AlertResponder.Transport.AmazonSqs.Internal.Receiving;

/// <summary>
/// The hold on a received message. It lasts until SQS has deleted the message, or until the message is given back; all that time the
/// <see cref="LeaseKeeper"/> renews it.
/// </summary>
internal sealed class Lease(ReceivedMessage message, SqsQueue queue, LeaseKeeper keeper, long takenAt) : ReceiveLockContext
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(5);

    private volatile string _receiptHandle = message.ReceiptHandle;
    private TimeSpan? _redeliverAfter;

    public ReceivedMessage Message => message;

    public string QueueName => queue.Name;

    /// <summary>The receipt of the last time that the message was received: SQS honours no older one.</summary>
    public string ReceiptHandle => _receiptHandle;

    /// <summary>Timestamp of when it was received.</summary>
    public long TakenAt { get; private set; } = takenAt;

    /// <summary>Timestamp of when it was last renewed.</summary>
    public long RenewedAt { get; set; } = takenAt;

    /// <summary>Whether the message is visible to others.</summary>
    public bool IsLost { get; set; }

    /// <summary>The message was received again while it is handled: it is held by its new receipt.</summary>
    public void Regain(string receiptHandle, long at)
    {
        _receiptHandle = receiptHandle;
        RenewedAt = TakenAt = at;
        IsLost = false;
    }

    /// <summary>The handler wants the message to be delivered again: when it has ended, the message is put back instead of deleted.</summary>
    public void RedeliverAfter(TimeSpan delay) => _redeliverAfter = delay;

    /// <summary>The message is done: its delete goes out with others. The consumer need not wait for it.</summary>
    public Task Complete()
    {
        if (_redeliverAfter is { } delay) return PutBackAsync(delay);

        _ = DeleteAsync();
        return Task.CompletedTask;
    }

    /// <summary>
    /// The message could be neither handled nor moved aside. It comes again after a pause that doubles with each time, at most
    /// five minutes.
    /// </summary>
    public Task Faulted(Exception exception) => PutBackAsync(Backoff.Delay(message.ReceiveCount, FirstPause, MaxPause, jitter: 1));

    /// <summary>A lost lease cancels nothing: the consumer is idempotent, and half of its work may be done.</summary>
    public Task ValidateLockStatus() => Task.CompletedTask;

    private async Task PutBackAsync(TimeSpan delay)
    {
        try
        {
            keeper.Release(this);
            await queue.ChangeVisibilityAsync([ReceiptHandle], delay, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            keeper.Log.VisibilityUnchanged(cause, queue.Name, message.Id); // it comes again when its visibility ends
        }
    }

    private async Task DeleteAsync()
    {
        try
        {
            string receiptHandle;
            do
            {
                receiptHandle = ReceiptHandle;
                await queue.DeleteAsync(receiptHandle).ConfigureAwait(false);
            }
            while (receiptHandle != ReceiptHandle);
        }
        catch (Exception exception)
        {
            keeper.Log.NotDeleted(exception, queue.Name, message.Id); // it comes again, and its consumer knows it
        }
        finally
        {
            keeper.Release(this);
        }
    }
}
