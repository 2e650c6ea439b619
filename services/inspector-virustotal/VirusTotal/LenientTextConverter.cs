using System.Text.Json;
using System.Text.Json.Serialization;
using AlertResponder.Contracts;

namespace AlertResponder.Inspector.VirusTotal.VirusTotal;

/// <summary>
/// Normalizes and cuts every text of an answer: it comes from outside, it is cached, and it becomes part of a message of limited size. What
/// is no text is missing; that alone is no reason to have no answer.
/// </summary>
internal sealed class LenientTextConverter : JsonConverter<string>
{
    public const int MaxLength = 512;

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.TrySkip(); // the serializer has the whole value ready
            return null;
        }

        if (TextOf(reader) is not { } text) return null;
        return text.Length <= MaxLength ? text : TextNormalizer.Shorten(text, MaxLength - 1); // the ellipsis is one more
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    private static string? TextOf(in Utf8JsonReader reader)
    {
        try
        {
            return TextNormalizer.Normalize(reader.GetString()!);
        }
        catch (InvalidOperationException)
        {
            return null; // half a surrogate pair as an escape, or bytes that are no UTF-8
        }
    }
}
