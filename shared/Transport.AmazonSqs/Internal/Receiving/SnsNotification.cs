using System.Text.Json;

namespace AlertResponder.Transport.AmazonSqs.Internal.Receiving;

/// <summary>
/// What SNS puts around a message when a subscription has no raw delivery.
/// https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
/// </summary>
/// <param name="Message">The message as it was published.</param>
/// <param name="Attributes">Its attributes that are text.</param>
internal sealed record SnsNotification(string Message, IReadOnlyDictionary<string, string> Attributes)
{
    /// <returns>Null when the body is anything else, which then is the message itself.</returns>
    public static SnsNotification? TryRead(string body)
    {
        if (!body.AsSpan().TrimStart().StartsWith("{") || !body.Contains("\"TopicArn\"", StringComparison.Ordinal)) return null;

        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            return TextOf(root, "Type") == "Notification" && TextOf(root, "TopicArn") is not null && TextOf(root, "Message") is { } message
                ? new SnsNotification(message, AttributesOf(root))
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null; // it is no JSON, or has half of a surrogate pair where text is read: whoever takes the whole says what is wrong with it
        }
    }

    private static Dictionary<string, string> AttributesOf(JsonElement root)
    {
        var attributes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (!root.TryGetProperty("MessageAttributes", out var list) || list.ValueKind != JsonValueKind.Object) return attributes;

        foreach (var attribute in list.EnumerateObject().Where(attribute => attribute.Value.ValueKind == JsonValueKind.Object))
        {
            if (TextOf(attribute.Value, "Value") is { } text) attributes[attribute.Name] = text;
        }

        return attributes;
    }

    private static string? TextOf(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
