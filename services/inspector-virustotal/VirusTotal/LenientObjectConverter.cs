using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AlertResponder.Inspector.VirusTotal.VirusTotal;

/// <summary>Reads a part of an answer that decides nothing: one that is not as documented is missing.</summary>
/// <typeparam name="T">The part.</typeparam>
internal sealed class LenientObjectConverter<T> : JsonConverter<T>
    where T : class
{
    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var part = reader;
        reader.TrySkip(); // the serializer has the whole value ready
        try
        {
            return JsonSerializer.Deserialize(ref part, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)));
}
