using AlertResponder.Transport.AmazonSqs.Internal.Bus;
using AlertResponder.Transport.AmazonSqs.Internal.Connections;
using AlertResponder.Transport.AmazonSqs.Internal.Topology;
using Amazon.SimpleNotificationService.Model;
using MassTransit.Context;
using MassTransit.Transports;

namespace AlertResponder.Transport.AmazonSqs.Internal.Sending;

/// <summary>Publishes to a topic.</summary>
internal sealed class TopicSendTransportContext(HostConfiguration host, ReceiveEndpointContext endpoint, EndpointAddress address)
    : SendTransportContext(host, endpoint, address.Name)
{
    protected override Task SendAsync(Connection connection, TransportSendContext context, string body)
    {
        if (context.Delay is { } delay && delay > TimeSpan.Zero)
            throw new NotSupportedException(
                $"SNS delays nothing: a message to topic '{EntityName}' with a delay of {delay} would go out at once. "
                + "Send it to a queue instead, or schedule it by an outbox that keeps delays");

        var entry = new PublishBatchRequestEntry
        {
            Message = body,
            MessageAttributes = MessageAttributes.ForTopic(context, connection.Settings.AllowedHeaders),
        };
        return connection.PublishAsync(EntityName, entry, context.CancellationToken);
    }
}
