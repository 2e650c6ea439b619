using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AlertResponder.Hostile.Tests;

/// <summary>Changes JSON documents by their structure: what is left still reaches deep into the code that reads it.</summary>
internal static class HostileJson
{
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-0", "-1", "1e999", "-1e999", "1e-999", "253402300800", "-62135596801", "9223372036854775808", "2147483648", "[]", "[null]",
        "[[]]", "{}", "[{}]", "\"0001-01-01T00:00:00+14:00\"", "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.9999999-14:00\"",
        "\"0000-12-31T00:00:00Z\"", "\"2026-06-30T23:59:60Z\"", "\"2026-05-04t10:20:30z\"", "\"NaN\"",
    ];

    /// <summary>The document with a few things changed: a value replaced, a field dropped, doubled or renamed, something deep, long or strange put in.</summary>
    public static byte[] Mutate(ReadOnlySpan<byte> document, Random random)
    {
        var root = JsonNode.Parse(document)!;
        var marks = new Dictionary<string, string>();
        for (var number = random.Next(1, 4); number > 0; number--) MutateOne(root, random, marks);
        // What no writer would write goes in as text.
        var json = new StringBuilder(root.ToJsonString());
        foreach (var (mark, raw) in marks) json.Replace($"\"{mark}\"", raw);
        var bytes = Encoding.UTF8.GetBytes(json.ToString());
        if (random.Next(20) == 0) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        if (random.Next(40) == 0) bytes = bytes[..random.Next(bytes.Length)];
        return bytes;
    }

    public static byte[] Nested(int levels) => Encoding.ASCII.GetBytes(new string('[', levels) + new string(']', levels));

    private static void MutateOne(JsonNode root, Random random, Dictionary<string, string> marks)
    {
        var places = new List<JsonNode>();
        Collect(root, places);
        if (places.Count == 0) return;
        var node = places[random.Next(places.Count)];
        switch (node)
        {
            case JsonObject fields when fields.Count > 0:
                var name = fields.ElementAt(random.Next(fields.Count)).Key;
                if (random.Next(4) == 0) fields.Remove(name);
                else if (random.Next(6) == 0) fields[Mark(marks, HostileText.ToJson(HostileText.Next(random)))] = 1;
                else fields[name] = Mark(marks, Raw(random));
                break;
            case JsonArray items when items.Count > 0:
                var item = items[random.Next(items.Count)]?.ToJsonString() ?? "null";
                if (random.Next(3) == 0) items.RemoveAt(random.Next(items.Count));
                else if (random.Next(2) == 0) items.Add(Mark(marks, Raw(random)));
                else for (var copies = random.Next(1, 300); copies > 0; copies--) items.Add(JsonNode.Parse(item));
                break;
        }
    }

    private static string Raw(Random random) => random.Next(10) switch
    {
        < 3 => Values[random.Next(Values.Length)],
        3 => Encoding.ASCII.GetString(Nested(random.Next(1, 100))),
        4 => random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture),
        _ => HostileText.ToJson(HostileText.Next(random)),
    };

    private static string Mark(Dictionary<string, string> marks, string raw)
    {
        var mark = $"mark-{marks.Count}-{Guid.NewGuid():N}";
        marks[mark] = raw;
        return mark;
    }

    private static void Collect(JsonNode? node, List<JsonNode> places)
    {
        if (node is not (JsonObject or JsonArray)) return;
        places.Add(node);
        IEnumerable<JsonNode?> children = node is JsonObject fields ? fields.Select(field => field.Value) : node.AsArray();
        foreach (var child in children) Collect(child, places);
    }
}
