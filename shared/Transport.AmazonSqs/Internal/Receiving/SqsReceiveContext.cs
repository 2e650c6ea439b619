using System.Diagnostics.CodeAnalysis;
using AlertResponder.Redelivery;
using MassTransit;
using MassTransit.Transports;

namespace AlertResponder.Transport.AmazonSqs.Internal.Receiving;

/// <summary>A received message as MassTransit's pipes take it. To deliver it again is to put this very message back, not a copy.</summary>
internal sealed class SqsReceiveContext(ReceivedMessage message, Lease lease, ReceiveEndpointContext endpoint)
    : BaseReceiveContext(message.ReceiveCount > 1, endpoint, message), IHeaderProvider, IRedelivery
{
    // Counted from when the message was received; the other half is the handler's.
    private static readonly TimeSpan MaxDelay = AmazonSqsLimits.Visibility / 2;

    public int PastDeliveries => message.ReceiveCount - 1;

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

    public void RedeliverAfter(TimeSpan delay) => lease.RedeliverAfter(delay < MaxDelay ? delay : MaxDelay);
}
