using System.Text.Json.Serialization;
using AlertResponder.Bench.Candidates;

namespace AlertResponder.Bench.ChildProcesses;

/// <summary>What the conductor tells a candidate, a line of JSON each; the answer is a line of JSON as well.</summary>
[JsonDerivedType(typeof(StartRequest), "start")]
[JsonDerivedType(typeof(RoundRequest), "round")]
[JsonDerivedType(typeof(LatencyRequest), "latency")]
[JsonDerivedType(typeof(IdleRequest), "idle")]
[JsonDerivedType(typeof(BusStartRequest), "bus-start")]
[JsonDerivedType(typeof(TallyRequest), "tally")]
internal abstract record Request;

/// <summary>Start to consume.</summary>
internal sealed record StartRequest(CandidateSettings Settings) : Request;

/// <summary>Publish and consume as many messages as fast as possible.</summary>
internal sealed record RoundRequest(int Messages) : Request;

/// <summary>Publish messages one at a time, each when nothing has happened for a moment.</summary>
internal sealed record LatencyRequest(int Samples) : Request;

/// <summary>Do nothing for that long.</summary>
internal sealed record IdleRequest(double SettleSeconds, double Seconds) : Request;

/// <summary>Start a further bus with that many endpoints, and stop it, once all it needs is on the server.</summary>
internal sealed record BusStartRequest(int Endpoints) : Request;

/// <summary>Count over all rounds.</summary>
internal sealed record TallyRequest : Request;

/// <summary>Done, there is nothing to tell.</summary>
internal sealed record Done;

/// <summary>A round.</summary>
/// <param name="Consumed">Messages that came, each counted once.</param>
/// <param name="Seconds">From the first publish to the last arrival.</param>
/// <param name="CpuMilliseconds">Of the candidate's process.</param>
/// <param name="AllocatedBytes">Of the candidate's process.</param>
/// <param name="Calls">API calls by action.</param>
internal sealed record RoundResult(int Consumed, double Seconds, double CpuMilliseconds, long AllocatedBytes, Dictionary<string, int> Calls)
{
    [JsonIgnore]
    public double PerSecond => Consumed / Seconds;

    [JsonIgnore]
    public double CpuPerMessage => CpuMilliseconds / Consumed;

    [JsonIgnore]
    public double BytesPerMessage => (double)AllocatedBytes / Consumed;

    [JsonIgnore]
    public double CallsPerMessage => (double)Calls.Values.Sum() / Consumed;
}

/// <summary>Milliseconds publish → consumed.</summary>
internal sealed record LatencyResult(List<double> Milliseconds);

/// <summary>API calls by action.</summary>
internal sealed record IdleResult(double Seconds, Dictionary<string, int> Calls)
{
    [JsonIgnore]
    public double CallsPerMinute => Calls.Values.Sum() * 60 / Seconds;
}

/// <summary>A start and a stop.</summary>
internal sealed record BusStartResult(double StartSeconds, Dictionary<string, int> StartCalls, double StopSeconds);

/// <summary>Messages of all rounds.</summary>
internal sealed record TallyResult(int Lost, int Duplicates);
