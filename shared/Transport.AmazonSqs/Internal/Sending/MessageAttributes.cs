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
    /// The attributes of a message that is moved to another queue: its own as they came, and as many of the reasons as there is room for beside them,
    /// the first ones first. Those of an earlier move go.
    /// </summary>
    public static Dictionary<string, MessageAttributeValue> ForMove(
        string body, IReadOnlyDictionary<string, MessageAttributeValue> own, IReadOnlyList<KeyValuePair<string, string>> reasons)
    {
        var attributes = new Dictionary<string, MessageAttributeValue>();
        var earlier = reasons.Select(reason => reason.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in own.Where(attribute => !attribute.Key.StartsWith("MT-", StringComparison.Ordinal) && !earlier.Contains(attribute.Key)))
        {
            if (value.StringValue is null) attributes.TryAdd(name, value);
            else Add(attributes, name, value.StringValue, text => new MessageAttributeValue { DataType = value.DataType ?? Text, StringValue = text });
        }

        foreach (var (name, value) in reasons)
        {
            Add(attributes, name, name == MessageHeaders.FaultMessage && value.Length > MaxFaultMessageLength ? value[..MaxFaultMessageLength] : value, ForQueue);
            if (MessageSize.Of(body, attributes) > AmazonSqsLimits.SqsBytes) attributes.Remove(name);
        }

        return attributes;
    }

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
