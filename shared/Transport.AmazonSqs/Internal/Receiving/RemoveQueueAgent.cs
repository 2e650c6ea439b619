using AlertResponder.Transport.AmazonSqs.Internal.Connections;
using MassTransit;
using MassTransit.Middleware;

namespace AlertResponder.Transport.AmazonSqs.Internal.Receiving;

/// <summary>Removes a temporary queue when its endpoint stops.</summary>
internal sealed class RemoveQueueAgent : Agent
{
    private readonly QueueEndpointContext _endpoint;
    private readonly Connection _connection;
    private readonly SqsQueue _queue;

    public RemoveQueueAgent(QueueEndpointContext endpoint, Connection connection, SqsQueue queue)
    {
        _endpoint = endpoint;
        _connection = connection;
        _queue = queue;
        SetReady();
    }

    protected override async Task StopAgent(StopContext context)
    {
        try
        {
            await _connection.RemoveQueueAsync(_queue, _endpoint.Subscriptions, context.CancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _endpoint.LogContext.Logger.NotRemoved(exception, _queue.Name);
        }

        await base.StopAgent(context).ConfigureAwait(false);
    }
}
