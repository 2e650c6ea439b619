using System.Text.Json;
using System.Text.Json.Serialization;

namespace AlertResponder.FakeServices.Webhook;

/// <summary>What was taken under one <c>webhook-id</c>.</summary>
/// <param name="Id">The id.</param>
/// <param name="Body">The body, as it came first.</param>
/// <param name="Count">How often it came.</param>
public sealed record WebhookDelivery(string Id, JsonElement Body, int Count)
{
    /// <summary>What happened.</summary>
    [JsonIgnore]
    public string Type => Body.GetProperty("type").GetString()!;

    /// <summary>The event's data.</summary>
    [JsonIgnore]
    public JsonElement Data => Body.GetProperty("data");
}

/// <summary>One request, whatever became of it.</summary>
/// <param name="Id">Its <c>webhook-id</c>.</param>
/// <param name="At">When it came.</param>
/// <param name="Timestamp">Its <c>webhook-timestamp</c>.</param>
/// <param name="Signatures">Its <c>webhook-signature</c>.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Body">Its body.</param>
public sealed record WebhookRequest(string Id, DateTimeOffset At, string Timestamp, string Signatures, string Target, byte[] Body);
