using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using AlertResponder.Receptor.Formats;

namespace AlertResponder.Receptor.Intake;

/// <summary>A document's bytes as JSON.</summary>
internal static class DocumentJson
{
    private static readonly JsonDocumentOptions Strict = new()
    {
        MaxDepth = ReceptorLimits.Depth,
        // Readers differ in which of two equal names they take: what one checked, another would not see.
        AllowDuplicateProperties = false,
    };

    /// <summary>Parses in place; the document refers to the bytes.</summary>
    /// <returns>The document, or null when there are errors.</returns>
    public static JsonDocument? Parse(Memory<byte> bytes, ValidationErrors errors)
    {
        if (bytes.Span.StartsWith(Encoding.UTF8.Preamble)) bytes = bytes[Encoding.UTF8.Preamble.Length..];
        if (bytes.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            errors.Add("$", "is empty: send one alert, or an array of alerts");
            return null;
        }

        if (!Utf8.IsValid(bytes.Span))
        {
            errors.Add("$", "is not valid UTF-8");
            return null;
        }

        ReplaceUnstorableEscapes(bytes.Span);
        try
        {
            return JsonDocument.Parse(bytes, Strict);
        }
        catch (JsonException exception)
        {
            errors.Add("$", $"is not JSON as it is accepted here: {exception.Message}");
            return null;
        }
    }

    /// <summary>
    /// Replaces, length by length, the two escapes that the text of a database cannot hold: NUL and half of a surrogate pair. If they were refused,
    /// whoever chooses the name of a file could keep the alert about it out.
    /// </summary>
    private static void ReplaceUnstorableEscapes(Span<byte> json)
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
