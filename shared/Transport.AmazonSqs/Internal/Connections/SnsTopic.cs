using AlertResponder.Transport.AmazonSqs.Internal.Sending;
using Amazon.SimpleNotificationService;
using Amazon.SimpleNotificationService.Model;

namespace AlertResponder.Transport.AmazonSqs.Internal.Connections;

/// <summary>A topic in use. Those who publish share a request.</summary>
internal sealed class SnsTopic
{
    private readonly AmazonSimpleNotificationServiceClient _sns;
    private readonly string _arn;
    private readonly PublishGate _gate;
    private readonly Batcher<PublishBatchRequestEntry> _publishes;

    public SnsTopic(AmazonSimpleNotificationServiceClient sns, string name, string arn, PublishGate gate, TimeProvider time)
    {
        _sns = sns;
        _arn = arn;
        _gate = gate;
        Name = name;
        _publishes = new Batcher<PublishBatchRequestEntry>(
            Connection.Batches,
            static entry => MessageSize.Of(entry.Message, entry.MessageAttributes),
            items => BatchRetry.SendAsync(items, PublishAsync, time),
            time);
    }

    public string Name { get; }

    /// <summary>Publishes a message.</summary>
    /// <returns>Ends when SNS has it.</returns>
    public Task PublishAsync(PublishBatchRequestEntry entry) => _publishes.AddAsync(entry);

    /// <summary>Ends when everything that was asked for is done.</summary>
    public Task DrainAsync() => _publishes.DrainAsync();

    private async Task<BatchAnswer> PublishAsync(IReadOnlyList<Batcher<PublishBatchRequestEntry>.Item> items)
    {
        var request = new PublishBatchRequest { TopicArn = _arn, PublishBatchRequestEntries = new List<PublishBatchRequestEntry>(items.Count) };
        for (var i = 0; i < items.Count; i++)
        {
            items[i].Entry.Id = BatchRetry.IdOf(i);
            request.PublishBatchRequestEntries.Add(items[i].Entry);
        }

        var response = await _gate.PassAsync(abandoned => _sns.PublishBatchAsync(request, abandoned)).ConfigureAwait(false);
        return new BatchAnswer(
            (response.Successful ?? []).Select(entry => entry.Id!),
            (response.Failed ?? []).Select(entry => new BatchRefusal(entry.Id!, entry.Code!, entry.Message, entry.SenderFault ?? false)));
    }
}
