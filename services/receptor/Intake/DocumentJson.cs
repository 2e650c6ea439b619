using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using AlertResponder.Contracts;
using AlertResponder.Receptor.Formats;

namespace AlertResponder.Receptor.Intake;

/// <summary>A document's bytes as JSON.</summary>
internal static class DocumentJson
{
    private const int EscapeLength = 6; // \uXXXX

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

        var normalized = WithoutNoncharacters(ref bytes);
        normalized |= ReplaceEscapesOfNoText(bytes.Span);
        try
        {
            if (CountValues(bytes.Span) > ReceptorLimits.ValuesPerRequest)
            {
                errors.Add("$", $"has more than {ReceptorLimits.ValuesPerRequest} values (each member of an object, each element of an array): send fewer alerts at a time");
                return null;
            }

            return normalized ? ParseNormalized(bytes) : JsonDocument.Parse(bytes, Strict);
        }
        catch (JsonException exception)
        {
            errors.Add("$", $"is not JSON as it is accepted here: {exception.Message}");
            return null;
        }
    }

    /// <summary>Counts the values of a document, in a pass that keeps nothing, up to one more than it may have or to where it is not JSON any more.</summary>
    public static int CountValues(ReadOnlySpan<byte> json)
    {
        if (json.StartsWith(Encoding.UTF8.Preamble)) json = json[Encoding.UTF8.Preamble.Length..];
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = ReceptorLimits.Depth });
        var values = 0;
        try
        {
            while (values <= ReceptorLimits.ValuesPerRequest && reader.Read())
                if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.EndObject or JsonTokenType.EndArray)) values++;
        }
        catch (JsonException)
        {
            // Parsing says so.
        }

        return values;
    }

    /// <summary>Names that only normalizing made equal are no reason to refuse a document; other equal names are.</summary>
    private static JsonDocument ParseNormalized(ReadOnlyMemory<byte> bytes)
    {
        var document = JsonDocument.Parse(bytes, Strict with { AllowDuplicateProperties = true });
        if (EqualNameIn(document.RootElement) is not { } name) return document;
        document.Dispose();
        throw new JsonException($"Duplicate property '{name}' encountered");
    }

    private static string? EqualNameIn(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array) return element.EnumerateArray().Select(EqualNameIn).FirstOrDefault(name => name is not null);
        if (element.ValueKind != JsonValueKind.Object) return null;
        var names = new HashSet<string>(StringComparer.Ordinal);
        return element.EnumerateObject()
            .Select(field => field.Name.Contains(TextNormalizer.Replacement) || names.Add(field.Name) ? EqualNameIn(field.Value) : field.Name)
            .FirstOrDefault(name => name is not null);
    }

    // Rare, so the bytes are only searched: noncharacters end with BF BE or BF BF, or begin with EF B7, and little else does.
    private static bool WithoutNoncharacters(ref Memory<byte> json)
    {
        var span = json.Span;
        if (span.IndexOf((ReadOnlySpan<byte>)[0xBF, 0xBE]) < 0 && span.IndexOf((ReadOnlySpan<byte>)[0xBF, 0xBF]) < 0
            && span.IndexOf((ReadOnlySpan<byte>)[0xEF, 0xB7]) < 0)
            return false;
        var text = Encoding.UTF8.GetString(span);
        var normal = TextNormalizer.Normalize(text);
        if (ReferenceEquals(normal, text)) return false;
        json = Encoding.UTF8.GetBytes(normal);
        return true;
    }

    /// <summary>
    /// Does to escapes, length by length, what <see cref="TextNormalizer.Normalize"/> does to text. If they were refused, whoever chooses the name
    /// of a file could keep the alert about it out.
    /// </summary>
    private static bool ReplaceEscapesOfNoText(Span<byte> json)
    {
        var replaced = false;
        for (var rest = json; rest.IndexOf((byte)'\\') is >= 0 and var at;)
        {
            rest = rest[at..];
            if (Unit(rest) is not { } unit)
            {
                rest = rest[Math.Min(rest.Length, 2)..];
                continue;
            }

            var length = EscapeLength;
            var codePoint = unit;
            if (char.IsHighSurrogate((char)unit) && Unit(rest[EscapeLength..]) is { } low && char.IsLowSurrogate((char)low))
            {
                length = 2 * EscapeLength;
                codePoint = char.ConvertToUtf32((char)unit, (char)low);
            }

            if (!TextNormalizer.IsText(codePoint))
            {
                for (var escape = rest[..length]; !escape.IsEmpty; escape = escape[EscapeLength..]) @"\ufffd"u8.CopyTo(escape);
                replaced = true;
            }

            rest = rest[length..];
        }

        return replaced;
    }

    private static int? Unit(ReadOnlySpan<byte> escape) =>
        escape.Length >= EscapeLength && escape[0] == '\\' && escape[1] == 'u'
        && Utf8Parser.TryParse(escape[2..EscapeLength], out int unit, out var read, 'x') && read == 4 ? unit : null;
}
