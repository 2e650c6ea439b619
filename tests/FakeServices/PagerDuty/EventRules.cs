using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AlertResponder.FakeServices.PagerDuty;

/// <summary>
/// What an event has to be like, by https://developer.pagerduty.com/docs/send-alert-event. How PagerDuty words the errors is not documented.
/// </summary>
internal static class EventRules
{
    public const int MaxBody = 512_000;
    private const int MaxSummary = 1024;
    private const int MaxDedupKey = 255;

    /// <summary>What is wrong with an event; nothing where it is accepted.</summary>
    public static IEnumerable<string> Errors(JsonObject body, string routingKey)
    {
        if (Text(body["routing_key"]) is not { Length: 32 } key) yield return "Length of 'routing_key' is incorrect (should be 32 characters)";
        else if (key != routingKey) yield return "Invalid routing key";

        var action = Text(body["event_action"]);
        if (action is not ("trigger" or "acknowledge" or "resolve"))
            yield return "'event_action' is missing or invalid (should be 'trigger', 'acknowledge', or 'resolve')";
        if (body["dedup_key"] is not null && Text(body["dedup_key"]) is not { Length: > 0 and <= MaxDedupKey })
            yield return "'dedup_key' is invalid (must be a string of at most 255 characters)";
        if (action is "acknowledge" or "resolve" && body["dedup_key"] is null) yield return "'dedup_key' is missing";
        if (action != "trigger") yield break;

        if (body["payload"] is not JsonObject payload)
        {
            yield return "'payload' is missing";
            yield break;
        }

        if (string.IsNullOrWhiteSpace(Text(payload["summary"]))) yield return "'payload.summary' is missing or blank";
        else if (Text(payload["summary"])!.EnumerateRunes().Count() > MaxSummary) yield return "'payload.summary' is too long (at most 1024 characters)";
        if (string.IsNullOrWhiteSpace(Text(payload["source"]))) yield return "'payload.source' is missing or blank";
        if (Text(payload["severity"]) is not ("critical" or "error" or "warning" or "info"))
            yield return "'payload.severity' is invalid (must be one of the following: 'critical', 'warning', 'error' or 'info')";
        if (payload["custom_details"] is not (null or JsonObject)) yield return "'payload.custom_details' is invalid (must be an object)";
        if (payload["timestamp"] is not null && !DateTimeOffset.TryParse(Text(payload["timestamp"]), CultureInfo.InvariantCulture, out _))
            yield return "'payload.timestamp' is invalid (must be ISO 8601)";
        if (!AreLinks(body["links"], "href", "http")) yield return "'links' is invalid (each must have an 'href')";
        if (!AreLinks(body["images"], "src", "https")) yield return "'images' is invalid (each must have a 'src' by https)";
    }

    public static string? Text(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static bool AreLinks(JsonNode? links, string field, string scheme) => links is null || (links is JsonArray all && all.All(link =>
        link is JsonObject one && Uri.TryCreate(Text(one[field]), UriKind.Absolute, out var url) && url.Scheme.StartsWith(scheme, StringComparison.Ordinal)));
}
