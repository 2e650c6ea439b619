using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using AlertResponder.Receptor.Formats;

namespace AlertResponder.Receptor.Intake;

/// <summary>A request's bytes as JSON.</summary>
internal static class RequestJson
{
    private static readonly JsonDocumentOptions Strict = new()
    {
        MaxDepth = ReceptorLimits.Depth,
        // Readers differ in which of two equal names they take: what one checked, another would not see.
        AllowDuplicateProperties = false,
    };

    /// <summary>Parses in place; the document refers to the bytes.</summary>
    /// <returns>The document, or null when there are faults.</returns>
    public static JsonDocument? Parse(Memory<byte> bytes, Faults faults)
    {
        if (bytes.Span.StartsWith(Encoding.UTF8.Preamble)) bytes = bytes[Encoding.UTF8.Preamble.Length..];
        if (bytes.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            faults.Add("$", "is empty: send one alert, or an array of alerts");
            return null;
        }

        if (!Utf8.IsValid(bytes.Span))
        {
            faults.Add("$", "is not valid UTF-8");
            return null;
        }

        MendEscapes(bytes.Span);
        try
        {
            return JsonDocument.Parse(bytes, Strict);
        }
        catch (JsonException exception)
        {
            faults.Add("$", $"is not the JSON that is taken here: {exception.Message}");
            return null;
        }
    }

    /// <summary>
    /// Replaces, length by length, the two escapes that the text of a database cannot hold: NUL and half of a surrogate pair. Refusing them
    /// would let whoever names a file keep the alert about it from coming in.
    /// </summary>
    private static void MendEscapes(Span<byte> json)
    {
        var replacement = @"\ufffd"u8;
        for (var rest = json; rest.IndexOf((byte)'\\') is >= 0 and var at;)
        {
            rest = rest[at..];
            var unit = Unit(rest);
            var isPair = unit is >= 0xD800 and <= 0xDBFF && Unit(rest[replacement.Length..]) is >= 0xDC00 and <= 0xDFFF;
            if (!isPair && unit is 0 or (>= 0xD800 and <= 0xDFFF)) replacement.CopyTo(rest);
            rest = rest[Math.Min(rest.Length, unit is null ? 2 : isPair ? 2 * replacement.Length : replacement.Length)..];
        }
    }

    private static int? Unit(ReadOnlySpan<byte> escape) =>
        escape.Length >= 6 && escape[0] == '\\' && escape[1] == 'u'
        && Utf8Parser.TryParse(escape[2..6], out int unit, out var read, 'x') && read == 4 ? unit : null;
}
