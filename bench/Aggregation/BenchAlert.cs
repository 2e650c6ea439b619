using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.TestKit;

namespace AlertResponder.Bench.Aggregation;

/// <summary>The alert of <c>samples/alertresponder.json</c> as the receptor publishes it, with a key of its own.</summary>
internal static class BenchAlert
{
    private static readonly JsonElement Body = JsonElement.Parse(File.ReadAllText(Repository.File("samples/alertresponder.json")));

    private static readonly IReadOnlyList<AlertAttribute> Attributes =
    [
        .. Body.GetProperty("attrs").EnumerateArray().Select(attribute => new AlertAttribute
        {
            Type = attribute.GetProperty("type").GetString()!,
            Value = attribute.GetProperty("value").GetString()!,
            Key = attribute.GetProperty("key").GetString(),
            Context = [.. attribute.GetProperty("context").EnumerateArray().Select(context => context.GetString()!)],
        }),
    ];

    private static readonly string Title = Body.GetProperty("name").GetString()!;
    private static readonly string Description = Body.GetProperty("description").GetString()!;

    /// <summary>What the alerts with that key have in common.</summary>
    public static string IdOf(long key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"bench {key}")));

    /// <summary>A new receipt of the alert with that key.</summary>
    public static AlertReceived Receive(long key)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new()
        {
            AlertId = IdOf(key),
            ReceiptId = Guid.CreateVersion7(now),
            ReceivedAt = now,
            Alert = new()
            {
                Detector = "bench",
                RuleId = "unusual_login_country",
                Key = $"{key}",
                Title = Title,
                Description = Description,
                Attributes = Attributes,
                Body = Body,
                Source = new("alertresponder"),
            },
        };
    }
}
