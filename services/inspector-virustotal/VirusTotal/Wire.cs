using System.Text.Json;
using System.Text.Json.Serialization;

namespace AlertResponder.Inspector.VirusTotal.VirusTotal;

/// <summary>
/// The answers of API version 3, as far as they are read: https://docs.virustotal.com/reference/overview. What is not named here is skipped
/// while reading, so that what is kept and cached stays small.
/// </summary>
internal sealed record ObjectAnswer(WireObject? Data);

internal sealed record RelatedAnswer(IReadOnlyList<WireObject>? Data);

internal sealed record ErrorAnswer(WireError? Error);

internal sealed record WireError(string? Code);

internal sealed record WireObject(string? Id, WireAttributes? Attributes);

/// <summary>Attributes of all kinds of objects. Times are seconds since 1970.</summary>
internal sealed record WireAttributes
{
    public WireStats? LastAnalysisStats { get; init; }

    public WireResults? LastAnalysisResults { get; init; }

    public long? LastAnalysisDate { get; init; }

    public int? Reputation { get; init; }

    public string? Country { get; init; }

    public string? AsOwner { get; init; }

    public string? Sha256 { get; init; }

    public string? Url { get; init; }

    public long? Date { get; init; }

    public string? HostName { get; init; }

    public string? IpAddress { get; init; }
}

internal sealed record WireStats(int Harmless, int Malicious, int Suspicious, int Undetected);

/// <summary>The engines whose results are kept, out of some ninety.</summary>
internal sealed record WireResults
{
    [JsonPropertyName("Kaspersky")]
    public WireResult? Kaspersky { get; init; }

    [JsonPropertyName("TrendMicro")]
    public WireResult? TrendMicro { get; init; }

    [JsonPropertyName("Sophos")]
    public WireResult? Sophos { get; init; }

    [JsonPropertyName("Microsoft")]
    public WireResult? Microsoft { get; init; }

    [JsonPropertyName("Symantec")]
    public WireResult? Symantec { get; init; }
}

internal sealed record WireResult(string? Category, string? Result);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(BoundedTextConverter)])]
[JsonSerializable(typeof(ObjectAnswer))]
[JsonSerializable(typeof(RelatedAnswer))]
[JsonSerializable(typeof(ErrorAnswer))]
internal sealed partial class WireJson : JsonSerializerContext;

/// <summary>Cuts every text of an answer: it comes from outside, it is cached, and it becomes part of a message of limited size.</summary>
internal sealed class BoundedTextConverter : JsonConverter<string>
{
    public const int MaxLength = 512;

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String) throw new JsonException("expected a string");
        var text = reader.GetString()!;
        if (text.Length <= MaxLength) return text;
        var end = MaxLength - 1;
        if (char.IsHighSurrogate(text[end - 1])) end--; // half a pair is no text
        return string.Concat(text.AsSpan(0, end), "…");
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
