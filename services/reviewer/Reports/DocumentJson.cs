using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AlertResponder.Reviewer.Reports;

/// <summary>JSON as it stands in messages, in columns and in the report API.</summary>
internal static class DocumentJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static int SizeOf(string json) => Encoding.UTF8.GetByteCount(json);

    public static int SizeOf<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options).Length;
}
