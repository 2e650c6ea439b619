using AlertResponder.Transport.AmazonSqs.Internal.Sending;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace AlertResponder.Transport.AmazonSqs.Internal.Connections;

/// <summary>A queue in use. Whoever sends, deletes or holds on to a message shares a request with others.</summary>
internal sealed class SqsQueue
{
    private readonly IAmazonSQS _sqs;
    private readonly Batcher<SendMessageBatchRequestEntry> _sends;
    private readonly Batcher<string> _deletes;

    public SqsQueue(IAmazonSQS sqs, string name, string url, TimeProvider time)
    {
        _sqs = sqs;
        Name = name;
        Url = url;
        _sends = new Batcher<SendMessageBatchRequestEntry>(
            Connection.Batches with { Bytes = AmazonSqsLimits.SqsBytes },
            static entry => MessageSize.Of(entry.MessageBody, entry.MessageAttributes),
            items => BatchRetry.SendAsync(items, SendAsync, time),
            time);
        _deletes = new Batcher<string>(
            Connection.Batches, static _ => 0, items => BatchRetry.SendAsync(items, DeleteAsync, time), time);
    }

    public string Name { get; }

    public string Url { get; }

    /// <summary>Sends a message.</summary>
    /// <returns>Ends when SQS has it.</returns>
    public Task SendAsync(SendMessageBatchRequestEntry entry) => _sends.AddAsync(entry);

    /// <summary>Deletes a message that was received.</summary>
    /// <returns>Ends when SQS has deleted it.</returns>
    public Task DeleteAsync(string receiptHandle) => _deletes.AddAsync(receiptHandle);

    /// <summary>Changes how long messages stay invisible from now on.</summary>
    /// <param name="receiptHandles">The messages, ten at most.</param>
    /// <param name="visibility">0 makes them visible at once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Places of those that are not held any more.</returns>
    public async Task<IReadOnlyList<BatchRefusal>> ChangeVisibilityAsync(
        IReadOnlyList<string> receiptHandles, TimeSpan visibility, CancellationToken cancellationToken)
    {
        var request = new ChangeMessageVisibilityBatchRequest
        {
            QueueUrl = Url,
            Entries = [.. receiptHandles.Select((handle, index) => new ChangeMessageVisibilityBatchRequestEntry
            {
                Id = BatchRetry.IdOf(index), ReceiptHandle = handle, VisibilityTimeout = (int)Math.Ceiling(visibility.TotalSeconds),
            })],
        };
        var response = await _sqs.ChangeMessageVisibilityBatchAsync(request, cancellationToken).ConfigureAwait(false);
        return [.. Refusals(response.Failed)];
    }

    /// <summary>Ends when everything that was asked for is done.</summary>
    public Task DrainAsync() => Task.WhenAll(_sends.DrainAsync(), _deletes.DrainAsync());

    private async Task<BatchAnswer> SendAsync(IReadOnlyList<Batcher<SendMessageBatchRequestEntry>.Item> items)
    {
        var request = new SendMessageBatchRequest { QueueUrl = Url, Entries = new List<SendMessageBatchRequestEntry>(items.Count) };
        for (var i = 0; i < items.Count; i++)
        {
            items[i].Entry.Id = BatchRetry.IdOf(i);
            request.Entries.Add(items[i].Entry);
        }

        var response = await _sqs.SendMessageBatchAsync(request).ConfigureAwait(false);
        return new BatchAnswer((response.Successful ?? []).Select(entry => entry.Id), Refusals(response.Failed));
    }

    private async Task<BatchAnswer> DeleteAsync(IReadOnlyList<Batcher<string>.Item> items)
    {
        var request = new DeleteMessageBatchRequest { QueueUrl = Url, Entries = new List<DeleteMessageBatchRequestEntry>(items.Count) };
        for (var i = 0; i < items.Count; i++) request.Entries.Add(new DeleteMessageBatchRequestEntry(BatchRetry.IdOf(i), items[i].Entry));

        var response = await _sqs.DeleteMessageBatchAsync(request).ConfigureAwait(false);
        return new BatchAnswer((response.Successful ?? []).Select(entry => entry.Id), Refusals(response.Failed));
    }

    private static IEnumerable<BatchRefusal> Refusals(List<BatchResultErrorEntry>? failed) =>
        (failed ?? []).Select(entry => new BatchRefusal(entry.Id, entry.Code, entry.Message, entry.SenderFault ?? false));
}
