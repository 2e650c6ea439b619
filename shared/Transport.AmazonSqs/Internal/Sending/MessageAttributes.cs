using System.Globalization;
using System.Text;
using Amazon.SQS.Model;
using MassTransit;
using MassTransit.Transports;
using SnsAttributeValue = Amazon.SimpleNotificationService.Model.MessageAttributeValue;

namespace AlertResponder.Transport.AmazonSqs.Internal.Sending;

/// <summary>
/// The attributes of a message: what lets a filter policy choose and a receiver read, in strings. The envelope in the body carries all
/// headers anyway, so what AWS does not allow as an attribute is left out here without loss.
/// </summary>
internal static class MessageAttributes
{
    /// <summary>Until when a message has to wait that SQS could not delay that long.</summary>
    public const string DeliverAt = "MT-Deliver-At";

    private const string Text = "String";
    private const int MaxFaultMessageLength = 2_000;

    /// <summary>The attributes of a message that goes to a queue.</summary>
    public static Dictionary<string, MessageAttributeValue> ForQueue(SendContext context, AllowTransportHeader? allow) => Of(context, allow, ForQueue);

    /// <summary>The attributes of a message that goes to a topic.</summary>
    public static Dictionary<string, SnsAttributeValue> ForTopic(SendContext context, AllowTransportHeader? allow) =>
        Of(context, allow, static value => new SnsAttributeValue { DataType = Text, StringValue = value });

    /// <summary>An attribute of a message that goes to a queue.</summary>
    public static MessageAttributeValue ForQueue(string value) => new() { DataType = Text, StringValue = value };

    /// <summary>
    /// The attributes of a message that is moved to another queue: its own, and in front of them why. What does not fit beside a body that
    /// is nearly as large as SQS allows is left out: the message itself matters more.
    /// </summary>
    public static Dictionary<string, MessageAttributeValue> ForMove(
        string body, IReadOnlyDictionary<string, string> received, IEnumerable<KeyValuePair<string, string>> reasons)
    {
        var attributes = new Dictionary<string, MessageAttributeValue>();
        var own = received.Where(attribute => !attribute.Key.StartsWith("MT-", StringComparison.Ordinal));
        foreach (var (name, value) in own.Where(IsContentType).Concat(reasons).Concat(own))
        {
            Add(attributes, name, name == MessageHeaders.FaultMessage && value.Length > MaxFaultMessageLength ? value[..MaxFaultMessageLength] : value, ForQueue);
            if (MessageSize.Of(body, attributes) > AmazonSqsLimits.SqsBytes) attributes.Remove(name);
        }

        return attributes;
    }

    private static bool IsContentType(KeyValuePair<string, string> attribute) =>
        attribute.Key.Equals(MessageHeaders.ContentType, StringComparison.OrdinalIgnoreCase);

    private static Dictionary<string, TValue> Of<TValue>(SendContext context, AllowTransportHeader? allow, Func<string, TValue> valueOf)
    {
        var attributes = new Dictionary<string, TValue>();
        Add(attributes, MessageHeaders.ContentType, context.ContentType?.ToString(), valueOf);
        Add(attributes, MessageHeaders.CorrelationId, context.CorrelationId?.ToString(), valueOf);
        foreach (var header in context.Headers)
        {
            if (header.IsStringValue(out var text) && (allow is null || allow(text))) Add(attributes, text.Key, text.Value, valueOf);
        }

        return attributes;
    }

    private static void Add<TValue>(Dictionary<string, TValue> attributes, string name, string? value, Func<string, TValue> valueOf)
    {
        if (string.IsNullOrEmpty(value) || attributes.Count >= AmazonSqsLimits.Attributes || !IsName(name)) return;

        attributes.TryAdd(name, valueOf(Clean(value)));
    }

    private static bool IsName(string name)
    {
        if (name.Length is 0 or > AmazonSqsLimits.AttributeName || name[0] == '.' || name[^1] == '.') return false;
        if (name.Contains("..", StringComparison.Ordinal)) return false;
        if (name.StartsWith("AWS.", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Amazon.", StringComparison.OrdinalIgnoreCase)) return false;

        return name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');
    }

    /// <summary>AWS refuses the whole message for one character outside of what XML 1.0 allows.</summary>
    private static string Clean(string value)
    {
        if (value.All(c => c >= ' ' && !char.IsSurrogate(c) && c < '\uFFFE')) return value;

        var clean = new StringBuilder(value.Length);
        foreach (var rune in value.EnumerateRunes()) // a lone surrogate comes as U+FFFD
        {
            if (rune.Value is '\t' or '\n' or '\r' || (rune.Value >= ' ' && rune.Value is not (0xFFFE or 0xFFFF)))
                clean.Append(rune.ToString());
            else
                clean.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
        }

        return clean.ToString();
    }
}
