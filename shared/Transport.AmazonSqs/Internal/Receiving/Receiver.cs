using AlertResponder.Transport.AmazonSqs.Internal.Connections;
using AlertResponder.Transport.AmazonSqs.Internal.Sending;
using AlertResponder.Transport.AmazonSqs.Internal.Topology;
using Amazon.SQS;
using Amazon.SQS.Model;
using MassTransit;
using MassTransit.Transports;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Transport.AmazonSqs.Internal.Receiving;

/// <summary>
/// Receives from a queue and hands on to the consumers. Pollers fill a short buffer, handlers empty it, and what is done is deleted
/// behind their backs: no one of them waits for another's request. It never gives up: a call that fails is made again after a pause.
/// </summary>
internal sealed class Receiver : ConsumerAgent<string>
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(30);

    private readonly QueueEndpointContext _endpoint;
    private readonly Connection _connection;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly LeaseKeeper _leases;
    private readonly PollBudget _budget;
    private readonly HandlerPool _handlers;
    private readonly Task _poller;
    private SqsQueue _queue;
    private bool _isGone; // the queue, or what its declaration has not come to since

    public Receiver(QueueEndpointContext endpoint, Connection connection, SqsQueue queue)
        : base(endpoint, StringComparer.Ordinal)
    {
        var settings = endpoint.Settings;
        _endpoint = endpoint;
        _connection = connection;
        _queue = queue;
        _time = connection.Time;
        _log = endpoint.LogContext.Logger;
        _leases = new LeaseKeeper(settings.VisibilityTimeout, settings.MaxVisibilityTimeout, _time, _log);
        _budget = new PollBudget(settings.PrefetchCount, settings.Handlers, settings.VisibilityTimeout);
        _ = Task.Run(() => _leases.RunAsync(() => _queue, Stopped));
        _handlers = new HandlerPool(settings.Handlers, HandleAsync);
        _poller = Task.Run(PollAsync);
        SetReady();
    }

    /// <summary>
    /// Gives back what nobody has begun with; lets running polls end by themselves, for a cancelled one would keep what it was about to
    /// return, and gives that back, too; lets handlers and their deletes finish.
    /// </summary>
    protected override async Task ActiveAndActualAgentsCompleted(StopContext context)
    {
        try
        {
            _handlers.Stop();
            await GiveBackAsync(context.CancellationToken).ConfigureAwait(false);
            await _poller.WaitAsync(context.CancellationToken).ConfigureAwait(false);
            await _budget.AllPollsEndedAsync().WaitAsync(context.CancellationToken).ConfigureAwait(false);
            await GiveBackAsync(context.CancellationToken).ConfigureAwait(false);
            await base.ActiveAndActualAgentsCompleted(context).ConfigureAwait(false);
            await _handlers.IdleAsync().WaitAsync(context.CancellationToken).ConfigureAwait(false);
            await _queue.DrainAsync().WaitAsync(context.CancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The time for stopping is over. What is not deleted comes again.
        }
    }

    /// <summary>The first poller waits long on an idle queue, and has others started while there is more than it can fetch.</summary>
    private async Task PollAsync()
    {
        var failures = 0;
        while (!IsStopping)
        {
            try
            {
                await _endpoint.Settings.BeforeReceive(Stopping).ConfigureAwait(false);
                if (_isGone) await DeclareAgainAsync().ConfigureAwait(false);
                await _budget.WaitForRoomAsync(Stopping).ConfigureAwait(false);
                await ReceiveAsync(_endpoint.Settings.WaitTimeSeconds).ConfigureAwait(false);
                if (failures > 0) await RecoveredAsync().ConfigureAwait(false);
                failures = 0;
            }
            catch (OperationCanceledException) when (IsStopping)
            {
                return;
            }
            catch (Exception exception)
            {
                await FailedAsync(exception, ++failures).ConfigureAwait(false);
            }
        }
    }

    private async Task PollWhileWantedAsync()
    {
        var waitTimeSeconds = Math.Min(1, (int)_endpoint.Settings.WaitTimeSeconds);
        try
        {
            while (!_budget.TryEndPoller())
            {
                await _endpoint.Settings.BeforeReceive(Stopping).ConfigureAwait(false);
                await _budget.WaitForRoomAsync(Stopping).ConfigureAwait(false);
                await ReceiveAsync(waitTimeSeconds).ConfigureAwait(false);
            }
        }
        catch (Exception)
        {
            // It stops; or the first poller meets the same failure, and is the one that reports it.
            _budget.PollerEnded();
        }
    }

    /// <summary>One poll, for which room was reserved.</summary>
    private async Task ReceiveAsync(int waitTimeSeconds)
    {
        var received = 0;
        try
        {
            var queue = _queue;
            var request = new ReceiveMessageRequest
            {
                QueueUrl = queue.Url,
                MaxNumberOfMessages = AmazonSqsLimits.BatchEntries,
                WaitTimeSeconds = waitTimeSeconds,
                VisibilityTimeout = (int)_endpoint.Settings.VisibilityTimeout.TotalSeconds,
                MessageAttributeNames = ["All"],
                MessageSystemAttributeNames = [MessageSystemAttributeName.ApproximateReceiveCount, MessageSystemAttributeName.SentTimestamp],
            };
            var response = await _connection.Sqs.ReceiveMessageAsync(request, Stopped).ConfigureAwait(false);
            received = Take(response.Messages ?? [], queue);
        }
        finally
        {
            _budget.Received(received);
        }

        if (!IsStopping && _budget.TryStartPoller()) _ = Task.Run(PollWhileWantedAsync);
    }

    /// <returns>How many wait for a handler now.</returns>
    private int Take(List<Message> messages, SqsQueue queue)
    {
        if (messages.Count == 0) return 0;

        var whole = messages.Where(message => message is { MessageId: not null, ReceiptHandle: not null })
            .Select(message => new ReceivedMessage(message)).ToList();
        if (whole.Count < messages.Count) _log.NotWhole(queue.Name, messages.Count - whole.Count);
        if (whole.Count == 0) throw new InvalidDataException("SQS returned messages without an id or a receipt");

        var now = _time.GetUtcNow();
        Metrics.Received(queue.Name, whole.Count);
        Metrics.Oldest(queue.Name, now - whole.Min(message => message.SentAt is { } sent && sent < now ? sent : now));
        var leases = whole.Select(message => _leases.Take(message, queue)).OfType<Lease>().ToList();
        foreach (var lease in leases) _handlers.Add(lease);
        return leases.Count;
    }

    private async Task HandleAsync(Lease lease)
    {
        _budget.Begun();
        var began = _time.GetTimestamp();
        try
        {
            if (Delay.DueLater(lease.Message.Attributes, _time) is { } deliverAt)
            {
                await SendOnAsync(lease, deliverAt).ConfigureAwait(false);
                return;
            }

            using var context = new SqsReceiveContext(lease.Message, lease, _endpoint);
            await Dispatch(lease.Message.Id, context, lease).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The pipeline has ended its lease already, or could not; either way the message is not lost.
            _log.NotDispatched(exception, _queue.Name, lease.Message.Id);
            _leases.Release(lease);
        }
        finally
        {
            _budget.Handled(_time.GetElapsedTime(began));
        }
    }

    /// <summary>The message is not due: it takes the next hop. When the process dies in between it is there twice, and its consumer knows that.</summary>
    private async Task SendOnAsync(Lease lease, DateTimeOffset deliverAt)
    {
        var entry = new SendMessageBatchRequestEntry
        {
            MessageBody = lease.Message.Body,
            MessageAttributes = lease.Message.Attributes.ToDictionary(attribute => attribute.Key, attribute => MessageAttributes.ForQueue(attribute.Value)),
        };
        Delay.Apply(entry, _time, deliverAt);
        await _connection.SendAsync(_queue.Name, entry, CancellationToken.None).ConfigureAwait(false);
        await lease.Complete().ConfigureAwait(false);
    }

    private async Task FailedAsync(Exception exception, int failures)
    {
        var pause = Backoff.Delay(failures, FirstPause, MaxPause);
        _log.ReceiveFailed(exception, _queue.Name, pause);
        await _endpoint.TransportObservers.NotifyFaulted(_endpoint.InputAddress, exception).ConfigureAwait(false);
        try
        {
            if (exception is QueueDoesNotExistException)
            {
                _isGone = true;
                _log.QueueGone(_queue.Name);
                await DeclareAgainAsync().ConfigureAwait(false);
            }
            else
            {
                await Task.Delay(pause, _time, Stopping).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // It stops.
        }
        catch (Exception cause)
        {
            _log.ReceiveFailed(cause, _queue.Name, pause);
            await Task.Delay(pause, _time, Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task DeclareAgainAsync()
    {
        _queue = await _connection.DeclareQueueAsync(_endpoint.Queue, _endpoint.Subscriptions, Stopping).ConfigureAwait(false);
        _isGone = false;
    }

    private Task RecoveredAsync()
    {
        _log.ReceiveRecovered(_queue.Name);
        return _endpoint.TransportObservers.NotifyReady(_endpoint.InputAddress);
    }

    private Task GiveBackAsync(CancellationToken cancellationToken) => _leases.GiveBackAsync(_handlers.TakeUnbegun(), _queue, cancellationToken);
}
