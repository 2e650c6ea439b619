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
    private readonly List<int> _at = [];

    private SampleAlert(string file, Action<JsonNode> number)
    {
        var alert = JsonNode.Parse(File.ReadAllText(Repository.File($"samples/{file}")))!;
        number(alert);
        _json = Encoding.UTF8.GetBytes(alert.ToJsonString());
        var placeholder = Encoding.UTF8.GetBytes(Placeholder);
        for (int from = 0, found; (found = _json.AsSpan(from).IndexOf(placeholder)) >= 0; from += found + placeholder.Length)
            _at.Add(from + found + placeholder.Length - Digits);
    }

    public static IReadOnlyList<SampleAlert> All { get; } =
    [
        new("alertresponder.json", alert => alert["key"] = Placeholder),
        new("deepalert.json", alert => alert["alert_key"] = Placeholder),
        // The event's own id too: events that share it are the same one sent again, and are counted once.
        new("guardduty-finding.json", alert => (alert["id"], alert["detail"]!["id"]) = (Placeholder, Placeholder)),
    ];

    /// <summary>Writes the alert of that number.</summary>
    public void WriteTo(Stream stream, long number)
    {
        Span<byte> digits = stackalloc byte[Digits];
        Utf8Formatter.TryFormat(number, digits, out _, new('D', Digits));
        var json = _json.ToArray();
        foreach (var at in _at) digits.CopyTo(json.AsSpan(at));
        stream.Write(json);
    }
}
