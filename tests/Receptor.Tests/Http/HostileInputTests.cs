using System.Text;
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
