using System.Text.Json;
using System.Text.Json.Serialization;
using AlertResponder.Bench.Candidates;
using AlertResponder.Bench.Reporting;

namespace AlertResponder.Bench.Transport;

/// <summary>The last line: medians. Null is what was not measured.</summary>
internal sealed record TransportSummary(
    string Bench,
    double? RatioRaw,
    [property: JsonPropertyName("ratio_raw_8ms")] double? RatioRaw8Ms,
    double? RatioRawDefault,
    double? OursPerS,
    double? RawPerS,
    [property: JsonPropertyName("inmemory_per_s")] double? InMemoryPerS,
    double? CpuMsOurs,
    double? CpuMsRaw,
    [property: JsonPropertyName("cpu_ms_inmemory")] double? CpuMsInMemory,
    double? CallsPerMessage,
    [property: JsonPropertyName("idle_p50_ms")] double? IdleP50Ms,
    double? IdleCallsPerMinute,
    double? StartCallsPerEndpoint,
    int Lost,
    int Duplicates)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static TransportSummary Of(TransportResults results)
    {
        var idle = results.Idle.Find(figures => figures.Name == CandidateList.Ours);
        var (lost, duplicates) = results.Total();
        return new(
            "transport",
            Ratio(Profile.NoLatency),
            Ratio(Profile.Latency8),
            Ratio(Profile.Defaults),
            PerSecond(CandidateList.Ours),
            PerSecond(CandidateList.Raw),
            PerSecond(CandidateList.InMemory),
            Cpu(CandidateList.Ours),
            Cpu(CandidateList.Raw),
            Cpu(CandidateList.InMemory),
            Rounded(results.Median(Profile.NoLatency, CandidateList.Ours, round => round.CallsPerMessage), 3),
            Rounded(idle?.Latency.Milliseconds.Percentile(50), 2),
            Rounded(idle?.Endpoint?.Idle.CallsPerMinute, 1),
            Rounded((double?)idle?.Endpoint?.BusStart.StartCalls.Values.Sum() / IdleBench.Endpoints, 1),
            lost,
            duplicates);

        double? Ratio(Profile profile) =>
            results.Ratios(profile, CandidateList.Ours).ToList() is { Count: > 0 } ratios ? Rounded(Spread.Of(ratios).Median, 3) : null;

        double? PerSecond(string candidate) => Rounded(results.Median(Profile.NoLatency, candidate, round => round.PerSecond), 0);

        double? Cpu(string candidate) => Rounded(results.Median(Profile.NoLatency, candidate, round => round.CpuPerMessage), 4);
    }

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    private static double? Rounded(double? value, int digits) => value is { } figure ? Math.Round(figure, digits) : null;
}
