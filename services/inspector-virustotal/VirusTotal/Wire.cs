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

    [JsonConverter(typeof(LenientObjectConverter<WireResults>))]
    public WireResults? LastAnalysisResults { get; init; }

    public long? LastAnalysisDate { get; init; }

    public long? Reputation { get; init; }

    public string? Country { get; init; }

    public string? AsOwner { get; init; }

    public string? Sha256 { get; init; }

    public string? Url { get; init; }

    public long? Date { get; init; }

    public string? HostName { get; init; }

    public string? IpAddress { get; init; }
}

internal sealed record WireStats(int Harmless, int Malicious, int Suspicious, int Undetected)
{
    /// <summary>These numbers decide, so a negative one is no answer.</summary>
    [JsonIgnore]
    public bool IsValid => Harmless >= 0 && Malicious >= 0 && Suspicious >= 0 && Undetected >= 0;
}

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
    Converters = [typeof(LenientTextConverter), typeof(LenientNumberConverter)])]
[JsonSerializable(typeof(ObjectAnswer))]
[JsonSerializable(typeof(RelatedAnswer))]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(WireResults))]
internal sealed partial class WireJson : JsonSerializerContext;
