using System.Text.Json;
using System.Text.Json.Serialization;

namespace AlertResponder.Inspector.VirusTotal.VirusTotal;

/// <summary>Reads a whole number that decides nothing, such as a time or a reputation: what is none, or too large for one, is missing.</summary>
internal sealed class LenientNumberConverter : JsonConverter<long?>
{
    public override long? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number) return reader.TryGetInt64(out var number) ? number : null;
        reader.TrySkip(); // the serializer has the whole value ready
        return null;
    }

    public override void Write(Utf8JsonWriter writer, long? value, JsonSerializerOptions options)
    {
        if (value is { } number) writer.WriteNumberValue(number);
        else writer.WriteNullValue();
    }
}
