using System.Collections.Concurrent;
using AlertResponder.Transport.AmazonSqs.Internal.Bus;
using AlertResponder.Transport.AmazonSqs.Internal.Sending;
using AlertResponder.Transport.AmazonSqs.Internal.Topology;
using Amazon.SimpleNotificationService;
using Amazon.SimpleNotificationService.Model;
using Amazon.SQS;
using Amazon.SQS.Model;
using MassTransit;
using MassTransit.Middleware;

namespace AlertResponder.Transport.AmazonSqs.Internal.Connections;

/// <summary>
/// What a bus shares: the two clients, and the queues and topics that it uses. A bus that is stopped and started again gets another.
/// </summary>
internal sealed class Connection : Agent
{
    /// <summary>
    /// Batches as SNS takes them. Ten requests under way carry what one poller after another takes in; more only queue up in front of AWS.
    /// </summary>
    public static readonly BatchLimits Batches = new(AmazonSqsLimits.BatchEntries, AmazonSqsLimits.SnsBytes, Requests: 10);

    private const int MaxPublishAttempts = 4;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(1);

    private readonly EntityCache<SqsQueue> _queues = new();
    private readonly EntityCache<SnsTopic> _topics = new();
    private readonly ConcurrentDictionary<string, (QueueDefinition Queue, IReadOnlyCollection<SubscriptionDefinition> Subscriptions)> _received = new();
    private readonly ConcurrentDictionary<string, byte> _topicsSeen = new();
    private readonly ConcurrentDictionary<string, PublishGate> _gates = new();
    private readonly TopologyDeclarer _declarer;
    private readonly AmazonSQSClient _sqs;
    private readonly AmazonSimpleNotificationServiceClient _sns;
    private readonly SqsPublishTopology _published;

    public Connection(HostSettings settings, SqsPublishTopology published)
    {
        Settings = settings;
        _sqs = settings.CreateSqsClient();
        _sns = settings.CreateSnsClient();
        _published = published;
        _declarer = new TopologyDeclarer(_sqs, _sns, settings.Address.Region, settings.CreateTopology, settings.AccountId, Time);
        Context = new ConnectionContext(this, Stopped);
        SetReady();
    }

    public HostSettings Settings { get; }

    public IAmazonSQS Sqs => _sqs;

    public TimeProvider Time { get; } = TimeProvider.System;

    /// <summary>The connection as the pipes of MassTransit take it.</summary>
    public ConnectionContext Context { get; }

    /// <summary>Sends a message to a queue. The queue is made when it is missing, unless it goes with another process.</summary>
    public async Task SendAsync(string queueName, SendMessageBatchRequestEntry entry, CancellationToken cancellationToken, bool isTemporary = false)
    {
        var queue = await GetQueueAsync(queueName, isTemporary).ConfigureAwait(false);
        try
        {
            await queue.SendAsync(entry).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (QueueDoesNotExistException)
        {
            _queues.Forget(queueName, queue);
            queue = await GetQueueAsync(queueName, isTemporary).ConfigureAwait(false);
            await queue.SendAsync(entry).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Publishes a message. A topic that is missing is made, and before it the queues that must hear it.</summary>
    public async Task PublishAsync(string topicName, PublishBatchRequestEntry entry, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var topic = await GetTopicAsync(topicName).ConfigureAwait(false);
            try
            {
                await topic.PublishAsync(entry).WaitAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception exception) when (exception is NotFoundException or TopicNotDeclaredException && attempt < MaxPublishAttempts)
            {
                _topics.Forget(topicName, topic);
            }

            if (attempt > 1) await Task.Delay(Backoff.Delay(attempt, FirstPause, MaxPause), Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The queue of a receive endpoint, with its error queue and subscriptions. Asks AWS each time.</summary>
    public async Task<SqsQueue> DeclareQueueAsync(
        QueueDefinition queue, IReadOnlyCollection<SubscriptionDefinition> subscriptions, CancellationToken cancellationToken)
    {
        var isFirst = _received.TryAdd(queue.Name, (queue, subscriptions));
        var url = isFirst
            ? await _declarer.DeclareQueueAsync(queue, subscriptions, cancellationToken).ConfigureAwait(false)
            : await DeclareAgainAsync(queue, subscriptions, cancellationToken).ConfigureAwait(false);
        var declared = Use(queue.Name, url);
        _queues.Set(queue.Name, declared);
        return declared;
    }

    /// <summary>Makes sure of everything that this bus publishes to.</summary>
    public async Task DeclarePublishedTopicsAsync()
    {
        foreach (var topic in _published.Topics) await GetTopicAsync(topic.Topic.Name).ConfigureAwait(false);
    }

    /// <summary>Takes a temporary queue away, and those that came with it.</summary>
    public async Task RemoveQueueAsync(SqsQueue queue, IReadOnlyCollection<SubscriptionDefinition> subscriptions, CancellationToken cancellationToken)
    {
        _received.TryRemove(queue.Name, out _);
        await _declarer.RemoveQueueAsync(queue.Url, subscriptions, cancellationToken).ConfigureAwait(false);
        _queues.Forget(queue.Name, queue);
        foreach (var other in _queues.Found.Where(other =>
            other.Name == queue.Name + EntityNames.ErrorSuffix || other.Name == queue.Name + EntityNames.SkippedSuffix))
            await _declarer.RemoveQueueAsync(other.Url, [], cancellationToken).ConfigureAwait(false);
    }

    protected override async Task StopAgent(StopContext context)
    {
        try
        {
            await Task.WhenAll(_queues.Found.Select(queue => queue.DrainAsync()).Concat(_topics.Found.Select(topic => topic.DrainAsync())))
                .WaitAsync(context.CancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The time for stopping is over: what was not sent ends with an exception at its sender.
        }

        await base.StopAgent(context).ConfigureAwait(false);
        _sqs.Dispose();
        _sns.Dispose();
    }

    private ValueTask<SqsQueue> GetQueueAsync(string name, bool isTemporary) => _queues.GetAsync(name, async () => Use(name, await (
        // A bare queue in place of one that this bus receives from would look whole to its receiver, and hear none of its topics.
        _received.TryGetValue(name, out var own)
            ? DeclareAgainAsync(own.Queue, own.Subscriptions, Stopped)
            : _declarer.DeclareDestinationAsync(name, isTemporary, Stopped)).ConfigureAwait(false)));

    private ValueTask<SnsTopic> GetTopicAsync(string name) => _topics.GetAsync(name, () => DeclareTopicAsync(_published.Find(name)));

    private SqsQueue Use(string name, string url) => new(Sqs, name, url, Time);

    /// <summary>While the queue of an endpoint is made again nothing is published to its topics: they may be gone as well.</summary>
    private Task<string> DeclareAgainAsync(
        QueueDefinition queue, IReadOnlyCollection<SubscriptionDefinition> subscriptions, CancellationToken cancellationToken) =>
        WhileNothingIsPublishedAsync(
            [.. subscriptions.Select(subscription => subscription.Topic.Name)],
            () => _declarer.DeclareQueueAsync(queue, subscriptions, cancellationToken, isAgain: true),
            harmless: exception => exception is AmazonSQSException, // the queue comes first: no topic was touched
            cancellationToken);

    private async Task<SnsTopic> DeclareTopicAsync(PublishedTopic published)
    {
        var name = published.Topic.Name;
        var arn = _topicsSeen.TryAdd(name, 0)
            ? await DeclareTopicAsync(published, []).ConfigureAwait(false)
            // A topic that was there before is gone, and its subscriptions with it.
            : await WhileNothingIsPublishedAsync(
                [name],
                () => DeclareTopicAsync(published, _received.Values.Where(own => own.Subscriptions.Any(subscription => subscription.Topic.Name == name))),
                harmless: _ => false,
                Stopped).ConfigureAwait(false);
        return new SnsTopic(_sns, name, arn, GateOf(name), Time);
    }

    private async Task<string> DeclareTopicAsync(
        PublishedTopic published, IEnumerable<(QueueDefinition Queue, IReadOnlyCollection<SubscriptionDefinition> Subscriptions)> received)
    {
        foreach (var (queue, subscription) in published.Queues)
            await _declarer.DeclareRouteAsync(queue, subscription, Stopped).ConfigureAwait(false);
        foreach (var (queue, subscriptions) in received)
            await _declarer.DeclareQueueAsync(queue, subscriptions, Stopped).ConfigureAwait(false);
        return await _declarer.DeclareTopicAsync(published.Topic, Stopped).ConfigureAwait(false);
    }

    private PublishGate GateOf(string topicName) => _gates.GetOrAdd(topicName, static (_, time) => new PublishGate(time), Time);

    private async Task<string> WhileNothingIsPublishedAsync(
        string[] topicNames, Func<Task<string>> declare, Func<Exception, bool> harmless, CancellationToken cancellationToken)
    {
        var gates = topicNames.Select(GateOf).ToList();
        Exception? failure = null;
        try
        {
            await Task.WhenAll(gates.Select(gate => gate.CloseAsync(cancellationToken))).ConfigureAwait(false);
            return await declare().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (!harmless(exception)) failure = exception;
            throw;
        }
        finally
        {
            foreach (var gate in gates) gate.Open(failure);
        }
    }
}
