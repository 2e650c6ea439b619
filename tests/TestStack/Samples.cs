using System.Text.Json;
using System.Text.Json.Nodes;
using AlertResponder.TestKit;

namespace AlertResponder.TestStack;

/// <summary>The documents that the tests send.</summary>
internal static class Samples
{
    public const string GuardDuty = "guardduty-finding.json";
    public const string AlertResponder = "alertresponder.json";
    public const string DeepAlert = "deepalert.json";

    /// <summary>The remote address that <see cref="GuardDuty"/> and <see cref="AlertResponder"/> name.</summary>
    public const string Address = "185.220.101.34";

    public static string PathOf(string name) => Repository.File($"samples/{name}");

    public static string Read(string name) => File.ReadAllText(PathOf(name));

    /// <summary>The GuardDuty finding in another event: a repeat, for the event's id is what makes a sending.</summary>
    public static string Repeat()
    {
        var finding = JsonNode.Parse(Read(GuardDuty))!;
        finding["id"] = Guid.NewGuid();
        return finding.ToJsonString();
    }

    /// <summary>An alert in the native form, whose key makes it a repeat of others or not.</summary>
    public static object Alert(string key, string name = "An alert", string? description = null) => new
    {
        name,
        rule = "end_to_end",
        key,
        description,
        attrs = new[] { new { type = "username", value = key, key = "login name", context = new[] { "subject" } } },
    };

    public static string Json(object document) => JsonSerializer.Serialize(document);
}
