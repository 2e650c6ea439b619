using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;
using MassTransit;

namespace AlertResponder.Transport.AmazonSqs.Internal.Receiving;

/// <summary>A message that was received, with what SNS wrapped around it taken off.</summary>
internal sealed class ReceivedMessage
{
    private static readonly Dictionary<string, string> None = [];
    private static readonly long MaxUnixMilliseconds = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public ReceivedMessage(Message message)
    {
        Original = message;
        Id = message.MessageId;
        ReceiptHandle = message.ReceiptHandle;
        Body = message.Body ?? ""; // SQS takes no empty message, a server that stands in for it may
        Attributes = message.MessageAttributes is { Count: > 0 } attributes ? TextOf(attributes) : None;
        if (!Attributes.ContainsKey(MessageHeaders.ContentType) && SnsNotification.TryRead(Body) is { } notification)
        {
            Body = notification.Message;
            Attributes = notification.Attributes;
        }

        ReceiveCount = (int)(NumberOf(message, MessageSystemAttributeName.ApproximateReceiveCount) ?? 1);
        SentAt = NumberOf(message, MessageSystemAttributeName.SentTimestamp) is { } sent && sent >= 0 && sent < MaxUnixMilliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(sent) : null;
    }

    /// <summary>As it came, what SNS wrapped around it included.</summary>
    public Message Original { get; }

    public string Id { get; }

    public string ReceiptHandle { get; }

    public string Body { get; }

    /// <summary>Attributes that are text; others have no meaning here.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; }

    /// <summary>How often it was received, from 1.</summary>
    public int ReceiveCount { get; }

    /// <summary>When SQS got it.</summary>
    public DateTimeOffset? SentAt { get; }

    private static Dictionary<string, string> TextOf(Dictionary<string, MessageAttributeValue> attributes)
    {
        var texts = new Dictionary<string, string>(attributes.Count, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in attributes)
        {
            if (value.StringValue is { } text) texts[name] = text;
        }

        return texts;
    }

    private static long? NumberOf(Message message, string attribute) =>
        message.Attributes is { } attributes && attributes.TryGetValue(attribute, out var text)
        && long.TryParse(text, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
