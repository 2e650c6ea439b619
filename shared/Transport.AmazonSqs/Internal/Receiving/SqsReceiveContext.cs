using System.Diagnostics.CodeAnalysis;
using MassTransit;
using MassTransit.Transports;

namespace AlertResponder.Transport.AmazonSqs.Internal.Receiving;

/// <summary>A received message as MassTransit's pipes take it.</summary>
internal sealed class SqsReceiveContext(ReceivedMessage message, ReceiveEndpointContext endpoint)
    : BaseReceiveContext(message.ReceiveCount > 1, endpoint, message), IHeaderProvider
{
    public override MessageBody Body { get; } = new StringMessageBody(message.Body);

    protected override IHeaderProvider HeaderProvider => this;

    public IEnumerable<KeyValuePair<string, object>> GetAll()
    {
        foreach (var (name, value) in message.Attributes) yield return new(name, value);
        yield return new(MessageHeaders.TransportMessageId, message.Id);
        if (message.SentAt is { } sent) yield return new(MessageHeaders.TransportSentTime, sent.UtcDateTime);
    }

    public bool TryGetHeader(string key, [NotNullWhen(true)] out object? value)
    {
        value = key switch
        {
            MessageHeaders.TransportMessageId => message.Id,
            MessageHeaders.TransportSentTime => message.SentAt?.UtcDateTime,
            _ => message.Attributes.GetValueOrDefault(key),
        };
        return value is not null;
    }
}
