using AlertResponder.Transport.AmazonSqs.Internal.Connections;
using Amazon.SQS.Model;
using MassTransit;

namespace AlertResponder.Transport.AmazonSqs.Internal.Receiving;

/// <summary>Brings the endpoint's queue and subscriptions into being, and has a temporary one removed when the endpoint stops.</summary>
internal sealed class DeclareQueueFilter(QueueEndpointContext endpoint) : IFilter<ConnectionContext>
{
    public async Task Send(ConnectionContext context, IPipe<ConnectionContext> next)
    {
        var connection = context.Connection;
        var queue = await connection.DeclareQueueAsync(endpoint.Queue, endpoint.Subscriptions, context.CancellationToken).ConfigureAwait(false);
        if (endpoint.Settings.PurgeOnStartup) await PurgeAsync(connection, queue, context.CancellationToken).ConfigureAwait(false);
        if (endpoint.Queue.IsTemporary) endpoint.AddSendAgent(new RemoveQueueAgent(endpoint, connection, queue));

        context.AddOrUpdatePayload(() => queue, _ => queue);
        await next.Send(context).ConfigureAwait(false);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("declareQueue");

    private static async Task PurgeAsync(Connection connection, SqsQueue queue, CancellationToken cancellationToken)
    {
        try
        {
            await connection.Sqs.PurgeQueueAsync(queue.Url, cancellationToken).ConfigureAwait(false);
        }
        catch (PurgeQueueInProgressException)
        {
            // SQS purges once a minute at most, and is at it.
        }
    }
}
