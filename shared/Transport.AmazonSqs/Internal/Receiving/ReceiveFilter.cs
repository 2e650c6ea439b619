using AlertResponder.Transport.AmazonSqs.Internal.Connections;
using MassTransit;
using MassTransit.Transports;

namespace AlertResponder.Transport.AmazonSqs.Internal.Receiving;

/// <summary>Runs the receiver of an endpoint until the endpoint stops.</summary>
internal sealed class ReceiveFilter(QueueEndpointContext endpoint) : IFilter<ConnectionContext>
{
    public async Task Send(ConnectionContext context, IPipe<ConnectionContext> next)
    {
        var receiver = new Receiver(endpoint, context.Connection, context.GetPayload<SqsQueue>());
        endpoint.AddConsumeAgent(receiver);
        await endpoint.TransportObservers.NotifyReady(endpoint.InputAddress).ConfigureAwait(false);
        try
        {
            await receiver.Completed.ConfigureAwait(false);
        }
        finally
        {
            await endpoint.TransportObservers.NotifyCompleted(endpoint.InputAddress, receiver).ConfigureAwait(false);
        }

        await next.Send(context).ConfigureAwait(false);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("receiver");
}
