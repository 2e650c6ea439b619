using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AlertResponder.Emitter.Slack;

/// <summary>
/// What a message carries as metadata, by which the emitter knows its own again after an answer was lost. It is signed, for whoever may post in the
/// channel may write metadata as well.
/// </summary>
internal sealed class SlackMark(ReadOnlyMemory<byte> key, Guid reportId)
{
    private const string EventType = "alertresponder_report";

    public JsonObject Of(string step, int verdict) => new()
    {
        ["event_type"] = EventType,
        ["event_payload"] = new JsonObject { ["report"] = $"{reportId:D}", ["step"] = step, ["verdict"] = verdict, ["signature"] = Sign(step, verdict) },
    };

    /// <summary>Reads the verdict that a step has posted with a message.</summary>
    /// <param name="metadata">The message's metadata.</param>
    /// <param name="step">The step.</param>
    /// <returns>Its number; null when the message is not of this report and step.</returns>
    public int? Verdict(JsonElement metadata, string step)
    {
        if (SlackClient.Text(metadata, "event_type") != EventType || !metadata.TryGetProperty("event_payload", out var payload)) return null;
        if (payload.ValueKind != JsonValueKind.Object || !payload.TryGetProperty("verdict", out var number) || number.ValueKind != JsonValueKind.Number) return null;
        return number.TryGetInt32(out var verdict) && SlackClient.Text(payload, "signature") is { } signature
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), Encoding.UTF8.GetBytes(Sign(step, verdict)))
            ? verdict
            : null;
    }

    private string Sign(string step, int verdict) => Convert.ToHexStringLower(HMACSHA256.HashData(
        key.Span, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"slack:{step}:{reportId:D}:{verdict}"))))[..32];
}
