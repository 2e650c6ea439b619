using AlertResponder.Transport.AmazonSqs.Internal.Bus;
using AlertResponder.Transport.AmazonSqs.Internal.Connections;
using AlertResponder.Transport.AmazonSqs.Internal.Topology;
using Amazon.SQS.Model;
using MassTransit.Context;
using MassTransit.Transports;

namespace AlertResponder.Transport.AmazonSqs.Internal.Sending;

/// <summary>Sends to a queue.</summary>
internal sealed class QueueSendTransportContext(HostConfiguration host, ReceiveEndpointContext endpoint, EndpointAddress address)
    : SendTransportContext(host, endpoint, address.Name)
{
    protected override Task SendAsync(Connection connection, TransportSendContext context, string body)
    {
        var entry = new SendMessageBatchRequestEntry
        {
            MessageBody = body,
            MessageAttributes = MessageAttributes.ForQueue(context, connection.Settings.AllowedHeaders),
        };
        if (context.Delay is { } delay && delay > TimeSpan.Zero) Delay.Apply(entry, connection.Time, connection.Time.GetUtcNow() + delay);

        return connection.SendAsync(EntityName, entry, context.CancellationToken, address.IsTemporary);
    }
}
