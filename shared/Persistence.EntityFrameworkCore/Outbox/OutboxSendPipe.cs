using System.Net.Mime;
using MassTransit;

namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>Sends a row as the message it was made of, under its own MessageId.</summary>
internal sealed class OutboxSendPipe(OutboxRow row) : IPipe<SendContext>
{
    public Task Send(SendContext context)
    {
        var deserializer = context.Serialization.GetMessageDeserializer(new ContentType(row.ContentType));
        var message = deserializer.Deserialize(deserializer.GetMessageBody(row.Body), row.ReadHeaders(), new Uri(row.Destination));
        context.MessageId = row.MessageId;
        context.RequestId = message.RequestId;
        context.CorrelationId = message.CorrelationId;
        context.ConversationId = message.ConversationId;
        context.InitiatorId = message.InitiatorId;
        context.SourceAddress = message.SourceAddress;
        context.ResponseAddress = message.ResponseAddress;
        context.FaultAddress = message.FaultAddress;
        context.SupportedMessageTypes = message.SupportedMessageTypes;
        if (message.ExpirationTime is { } expiration && message.SentTime is { } sent) context.TimeToLive = expiration - sent;
        foreach (var header in message.Headers.GetAll()) context.Headers.Set(header.Key, header.Value);
        context.Serializer = message.GetMessageSerializer();
        return Task.CompletedTask;
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("outbox");
}
