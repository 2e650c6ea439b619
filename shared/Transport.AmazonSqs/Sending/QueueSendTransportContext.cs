using AlertResponder.Transport.AmazonSqs.Configuration;
using AlertResponder.Transport.AmazonSqs.Connections;
using AlertResponder.Transport.AmazonSqs.Topology;
using Amazon.SQS.Model;
using MassTransit.Context;
using MassTransit.Transports;

namespace AlertResponder.Transport.AmazonSqs.Sending;

/// <summary>Sends to a queue.</summary>
internal sealed class QueueSendTransportContext(HostConfiguration host, ReceiveEndpointContext endpoint, EndpointAddress address)
    : SendTransportContext(host, endpoint, address.Name)
{
    protected override Task SendAsync(Connection connection, TransportSendContext context, string body)
    {
        var entry = new SendMessageBatchRequestEntry
        {
            MessageBody = body,
            MessageAttributes = MessageAttributes.ForQueue(context, connection.Settings.AllowTransportHeader),
        };
        if (context.Delay is { } delay && delay > TimeSpan.Zero) Delay.Apply(entry, connection.Time, connection.Time.GetUtcNow() + delay);

        return connection.SendAsync(EntityName, entry, context.CancellationToken, address.IsTemporary);
    }
}
