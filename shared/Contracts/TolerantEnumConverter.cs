using System.Text.Json;
using System.Text.Json.Serialization;

namespace AlertResponder.Contracts;

/// <summary>
/// Enumerations on the wire are camelCase strings, and a reader takes one that it does not know as the type's default, "other": a
/// newer sender must not stop an older reader.
/// </summary>
/// <typeparam name="T">An enumeration whose default value means "other".</typeparam>
public sealed class TolerantEnumConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    /// <inheritdoc />
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String) throw new JsonException($"expected a string for {typeof(T).Name}");
        var text = reader.GetString();
        // Enum.TryParse would take numbers and lists of names as well.
        foreach (var value in Enum.GetValues<T>())
            if (string.Equals(value.ToString(), text, StringComparison.OrdinalIgnoreCase))
                return value;
        return default;
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));
    }
}
