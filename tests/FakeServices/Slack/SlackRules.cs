using System.Text.Json.Nodes;

namespace AlertResponder.FakeServices.Slack;

/// <summary>What Slack takes of a message: https://docs.slack.dev/reference/methods/chat.postMessage, https://docs.slack.dev/reference/block-kit/blocks.</summary>
internal static class SlackRules
{
    private const int MaxBlocks = 50;
    private const int MaxText = 40_000;
    private const int MaxSection = 3_000;
    private const int MaxHeader = 150;
    private const int MaxMetadata = 8_000;

    /// <returns>The error; null when there is none.</returns>
    public static string? Error(JsonObject message, int maxBlockCharacters)
    {
        if (string.IsNullOrEmpty(Text(message["text"]))) return "no_text";
        if (Text(message["text"])!.Length > MaxText) return "msg_too_long";
        if (message["blocks"] is { } value)
        {
            if (value is not JsonArray { Count: > 0 and <= MaxBlocks } blocks || !blocks.All(IsBlock)) return "invalid_blocks";
            if (blocks.Sum(block => Text(block!["text"]!["text"])!.Length) > maxBlockCharacters) return "msg_blocks_too_long";
        }

        return message["metadata"] is not { } metadata || IsMetadata(metadata) ? null : "invalid_metadata_format";
    }

    /// <summary>The text of a value; null when it is none.</summary>
    public static string? Text(JsonNode? value) => value is JsonValue text && text.TryGetValue<string>(out var read) ? read : null;

    private static bool IsBlock(JsonNode? block) => (Text(block?["type"]), Text(block?["text"]?["type"]), Text(block?["text"]?["text"])?.Length) switch
    {
        ("header", "plain_text", > 0 and <= MaxHeader) => true,
        ("section", "mrkdwn" or "plain_text", > 0 and <= MaxSection) => true,
        _ => false,
    };

    private static bool IsMetadata(JsonNode metadata) =>
        Text(metadata["event_type"]) is { Length: > 0 } && metadata["event_payload"] is JsonObject payload && payload.ToJsonString().Length <= MaxMetadata;
}
