using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using AlertResponder.TestKit;

namespace AlertResponder.Bench.Intake;

/// <summary>An alert of <c>samples/</c>, made distinct by its key: each opens a report of its own.</summary>
internal sealed class SampleAlert
{
    private const string Placeholder = "bench-0000000000000000";
    private const int Digits = 16;

    private readonly byte[] _json;
    private readonly int _at;

    private SampleAlert(string file, Func<JsonNode, JsonNode> parent, string field)
    {
        var alert = JsonNode.Parse(File.ReadAllText(Repository.File($"samples/{file}")))!;
        parent(alert)[field] = Placeholder;
        _json = Encoding.UTF8.GetBytes(alert.ToJsonString());
        _at = _json.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Placeholder)) + Placeholder.Length - Digits;
    }

    public static IReadOnlyList<SampleAlert> All { get; } =
    [
        new("alertresponder.json", alert => alert, "key"),
        new("deepalert.json", alert => alert, "alert_key"),
        new("guardduty-finding.json", alert => alert["detail"]!, "id"),
    ];

    /// <summary>Writes the alert of that number.</summary>
    public void WriteTo(Stream stream, long number)
    {
        Span<byte> key = stackalloc byte[Digits];
        Utf8Formatter.TryFormat(number, key, out _, new('D', Digits));
        stream.Write(_json.AsSpan(0, _at));
        stream.Write(key);
        stream.Write(_json.AsSpan(_at + Digits));
    }
}
