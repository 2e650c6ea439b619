using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;

namespace AlertResponder.Receptor.Tests.Http;

/// <summary>Whatever is sent is accepted or refused. CsCheck prints the seed of a case that fails.</summary>
public sealed class HostileInputTests(ReceptorHost host)
{
    private static readonly string[] Samples =
        [Tests.Samples.AlertResponder, Tests.Samples.DeepAlert, Tests.Samples.GuardDuty];

    private static readonly string[] Paths = ["/alerts", "/alerts/alertresponder", "/alerts/deepalert", "/alerts/guardduty"];

    private static readonly string[] OddValues =
    [
        "null", "true", "0", "-1", "1e999", "-1e999", "1e-999", "253402300800", "9999999999999999999999", "-62135596801", "\"\"", "\" \"", "\"NaN\"",
        "\"Infinity\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59-14:00\"",
        "\"300000-01-01T00:00:00Z\"", "\"2026-05-04T10:20:30\"", "[]", "[null]", "[[]]", "{}", "[{}]", "[{\"type\":null,\"value\":null,\"context\":[null]}]",
        "\"xn--\"", "\"[.]\"", "\"http://[/\"", "\"\\u202e\\u3002\"",
        "\"" + new string('x', 10_000) + "\"",
        "[" + string.Join(',', Enumerable.Repeat("{\"type\":\"ipaddr\",\"value\":\"1.1.1.1\"}", 10_000)) + "]",
    ];

    [Fact]
    public async Task Sample_with_any_fields_replaced_by_odd_values_is_accepted_or_refused()
    {
        var mutations = Gen.Select(
            Gen.Int[0, Samples.Length - 1], Gen.Int[0, Paths.Length - 1], Gen.Select(Gen.Int[0, 200], Gen.Int[0, OddValues.Length - 1]).Array[1, 4]);

        await mutations.SampleAsync(async mutation =>
        {
            var (sample, path, replacements) = mutation;
            var json = replacements.Aggregate(Samples[sample], (text, one) => Replace(text, one.Item1, OddValues[one.Item2]));
            using var response = await host.PostAsync(json, Paths[path]);
            return (int)response.StatusCode is 202 or 400;
        }, iter: 400, threads: 2);
    }

    [Fact]
    public async Task Sample_with_bytes_changed_is_accepted_or_refused()
    {
        var mutations = Gen.Select(Gen.Int[0, Samples.Length - 1], Gen.Select(Gen.Int[0, 10_000], Gen.Byte).Array[1, 8]);

        await mutations.SampleAsync(async mutation =>
        {
            var bytes = Encoding.UTF8.GetBytes(Samples[mutation.Item1]);
            foreach (var (at, value) in mutation.Item2) bytes[at % bytes.Length] = value;
            using var response = await host.PostAsync(bytes);
            return (int)response.StatusCode is 202 or 400;
        }, iter: 400, threads: 2);
    }

    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] Characters = ["x", "é", "😀", "\ufffe", "\ud800"];
    private static readonly int[] Lengths = [63, 64, 65, 256, 257, 512, 513, 1_024, 1_025];

    /// <summary>Of any length, of all planes, with halves of pairs and what is no character; around the limits too.</summary>
    private static readonly Gen<string> AnyText = Gen.OneOf(
        Gen.String,
        Gen.Int[0, 0xFFFF].Select(unit => $"a{(char)unit}"),
        Gen.Int[0x10000, 0x10FFFF].Select(char.ConvertFromUtf32),
        Gen.Select(Gen.Int[0, Characters.Length - 1], Gen.Int[0, Lengths.Length - 1])
            .Select((character, length) => string.Concat(Enumerable.Repeat(Characters[character], Lengths[length]))));

    [Fact]
    public async Task Any_text_in_any_field_is_accepted_or_refused_with_a_path()
    {
        var mutations = Gen.Select(Gen.Int[0, Samples.Length - 1], Gen.Int[0, Paths.Length - 1], Gen.Select(Gen.Int[0, 200], AnyText).Array[1, 3], Gen.Bool);

        await mutations.SampleAsync(async mutation =>
        {
            var (sample, path, replacements, isEscaped) = mutation;
            var json = replacements.Aggregate(Samples[sample], (text, one) => Replace(text, one.Item1, Written(one.Item2, isEscaped)));
            using var response = await host.PostAsync(json, Paths[path]);
            return (int)response.StatusCode == 202 || (await response.ErrorsAsync()).Count > 0;
        }, iter: 600, threads: 2);
    }

    [Fact]
    public async Task Any_idempotency_key_is_taken_or_refused_with_its_name()
    {
        await AnyText.Where(key => key.All(unit => unit is >= ' ' and not '\x7f') && key.Trim() == key).SampleAsync(async key =>
        {
            using var response = await host.PostAsync(Samples[0], idempotencyKey: key);
            return (int)response.StatusCode == 202 || (await response.ErrorsAsync()).ContainsKey("Idempotency-Key");
        }, iter: 200, threads: 2);
    }

    // With each unit as an escape, or as it is, as far as UTF-8 can say it.
    private static string Written(string text, bool isEscaped) => isEscaped
        ? $"\"{string.Concat(text.Select(unit => $"\\u{(int)unit:x4}"))}\""
        : JsonSerializer.Serialize(text, Unescaped);

    private static string Replace(string json, int place, string value)
    {
        using var document = JsonDocument.Parse(json);
        var values = new List<JsonElement>();
        Collect(document.RootElement, values);
        // By text, not by node: a JsonNode would refuse the very values that are wanted here.
        var old = values[place % values.Count].GetRawText();
        var at = json.IndexOf(old, StringComparison.Ordinal);
        var replaced = string.Concat(json.AsSpan(0, at), value, json.AsSpan(at + old.Length));
        return IsJson(replaced) ? replaced : json;
    }

    private static bool IsJson(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void Collect(JsonElement element, List<JsonElement> values)
    {
        IEnumerable<JsonElement> children = element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().Select(child => child.Value),
            JsonValueKind.Array => element.EnumerateArray(),
            _ => [],
        };
        foreach (var child in children)
        {
            values.Add(child);
            Collect(child, values);
        }
    }
}
