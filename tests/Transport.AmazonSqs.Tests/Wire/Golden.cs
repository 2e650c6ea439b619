using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AlertResponder.TestKit;
using Amazon.SQS.Model;

namespace AlertResponder.Transport.AmazonSqs.Tests.Wire;

/// <summary>What services on MassTransit's own package read and write, in files.</summary>
internal static partial class Golden
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    public static Task<string> TextAsync(string name) =>
        File.ReadAllTextAsync(Repository.File($"tests/Transport.AmazonSqs.Tests/Wire/Golden/{name}.json"), TestContext.Current.CancellationToken);

    /// <summary>Compares a message with a file: <c>{scope}</c>, <c>{bus}</c> and <c>*</c> stand there for what differs each time.</summary>
    public static async Task CheckAsync(string name, string scope, Message message, string? topic = null)
    {
        var body = JsonNode.Parse(message.Body)!;
        foreach (var field in (string[])["sentTime", "host"])
        {
            body[field].Should().NotBeNull();
            body[field] = "*";
        }

        message.MessageAttributes.Values.Should().AllSatisfy(value => value.DataType.Should().Be("String"));
        var actual = new JsonObject();
        if (topic is not null) actual["topic"] = topic;
        actual["attributes"] = new JsonObject(message.MessageAttributes
            .OrderBy(attribute => attribute.Key, StringComparer.Ordinal)
            .Select(attribute => new KeyValuePair<string, JsonNode?>(attribute.Key, attribute.Value.StringValue)));
        actual["body"] = body;

        var text = actual.ToJsonString(Readable).Replace(scope, "{scope}", StringComparison.Ordinal);
        BusQueue().Replace(text, "/{bus}?temporary").Should().Be(JsonNode.Parse(await TextAsync(name))!.ToJsonString(Readable));
    }

    [GeneratedRegex("/[A-Za-z0-9_-]+\\?temporary")]
    private static partial Regex BusQueue();
}
