using System.Globalization;
using System.Text.Json;

namespace AlertResponder.Receptor.Formats;

/// <summary>
/// A place in another product's document. What is missing there, or of another type than documented, is absent and never an error: a product's
/// next version must not cost an alert.
/// </summary>
internal readonly struct ForeignNode(JsonElement element)
{
    /// <summary>The child of that camelCase name, also where the sender writes PascalCase, as the APIs of AWS do.</summary>
    public ForeignNode this[string camelCase]
    {
        get
        {
            if (element.ValueKind != JsonValueKind.Object) return default;
            if (element.TryGetProperty(camelCase, out var child)) return new ForeignNode(child);
            var pascalCase = string.Concat(camelCase[..1].ToUpperInvariant(), camelCase.AsSpan(1));
            return element.TryGetProperty(pascalCase, out child) ? new ForeignNode(child) : default;
        }
    }

    public bool IsObject => element.ValueKind == JsonValueKind.Object;

    public bool Exists => element.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    public bool IsTrue => element.ValueKind == JsonValueKind.True;

    /// <summary>Text, or a number as it is written; null when it has no character.</summary>
    public string? Text => element.ValueKind switch
    {
        JsonValueKind.String when element.GetString()!.Trim() is { Length: > 0 } text => text,
        JsonValueKind.Number => element.GetRawText(),
        _ => null,
    };

    public double? Number =>
        double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    public DateTimeOffset? Time => Rfc3339.TryRead(element, out var time) ? time : null;

    public IEnumerable<ForeignNode> Items =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().Select(item => new ForeignNode(item)) : [];

    public IEnumerable<ForeignNode> Children =>
        element.ValueKind == JsonValueKind.Object ? element.EnumerateObject().Select(child => new ForeignNode(child.Value)) : [];
}
