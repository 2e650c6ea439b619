using System.Globalization;
using Amazon.SimpleNotificationService;
using Amazon.SimpleNotificationService.Model;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace AlertResponder.Bench.Candidates;

/// <summary>
/// The ceiling: SNS PublishBatch, SQS ReceiveMessage and DeleteMessageBatch by the AWS clients alone, always ten messages a call if there are as many.
/// </summary>
internal sealed class RawCandidate(CandidateSettings settings, Arrivals arrivals, ApiCalls calls) : ICandidate
{
    private const int BatchSize = 10;
    private const int WaitSeconds = 20;

    private readonly AmazonSimpleNotificationServiceClient _sns = new(AwsClients.Credentials, AwsClients.SnsConfig(settings.Server, calls));
    private readonly AmazonSQSClient _sqs = new(AwsClients.Credentials, AwsClients.SqsConfig(settings.Server, calls));
    private readonly CancellationTokenSource _stop = new();
    private Task _receiving = Task.CompletedTask;
    private RawBody? _body;
    private string? _topic;
    private string? _queue;

    public async Task StartAsync()
    {
        _body = await RawBody.TakeAsync();
        _topic = (await _sns.CreateTopicAsync(new() { Name = "bench-raw" })).TopicArn;
        _queue = (await _sqs.CreateQueueAsync("bench-raw")).QueueUrl;
        var attributes = await _sqs.GetQueueAttributesAsync(_queue, ["QueueArn"]);
        await _sns.SubscribeAsync(new()
        {
            TopicArn = _topic,
            Protocol = "sqs",
            Endpoint = attributes.QueueARN,
            Attributes = new() { ["RawMessageDelivery"] = "true" },
        });
        _receiving = Task.WhenAll(Enumerable.Range(0, settings.Receivers).Select(_ => Task.Run(ReceiveAsync)));
    }

    public async Task PublishAsync(int first, int count, CancellationToken cancellationToken)
    {
        var next = first - BatchSize;
        await Task.WhenAll(Enumerable.Range(0, settings.Publishers).Select(_ => Task.Run(PublishSomeAsync, cancellationToken)));

        async Task PublishSomeAsync()
        {
            while (Interlocked.Add(ref next, BatchSize) is var begin && begin < first + count)
            {
                var size = Math.Min(BatchSize, first + count - begin);
                await arrivals.EnterAsync(size, cancellationToken);
                var answer = await _sns.PublishBatchAsync(Batch(begin, size), cancellationToken);
                if (answer.Failed is [var failed, ..]) throw new InvalidOperationException($"PublishBatch: {failed.Code} {failed.Message}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _sns.Dispose();
        _sqs.Dispose();
    }

    private PublishBatchRequest Batch(int begin, int size)
    {
        var entries = new List<PublishBatchRequestEntry>(size);
        for (var index = begin; index < begin + size; index++)
            entries.Add(new() { Id = (index - begin).ToString(CultureInfo.InvariantCulture), Message = _body!.Of(index) });
        return new() { TopicArn = _topic, PublishBatchRequestEntries = entries };
    }

    private async Task ReceiveAsync()
    {
        var request = new ReceiveMessageRequest { QueueUrl = _queue, MaxNumberOfMessages = BatchSize, WaitTimeSeconds = WaitSeconds };
        try
        {
            while (true)
            {
                if ((await _sqs.ReceiveMessageAsync(request, _stop.Token)).Messages is not { Count: > 0 } messages) continue;
                foreach (var message in messages) arrivals.Note(_body!.IndexOf(message.Body));
                var deletes = messages.ConvertAll(message => new DeleteMessageBatchRequestEntry(message.MessageId, message.ReceiptHandle));
                await _sqs.DeleteMessageBatchAsync(_queue, deletes, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The process ends.
        }
        catch (Exception exception)
        {
            // Else the round would only tell that messages are lost.
            await Console.Error.WriteLineAsync($"a receiver of the raw clients ended: {exception}");
            throw;
        }
    }
}
