using AlertResponder.Bench.Candidates;

namespace AlertResponder.Bench.Transport;

/// <summary>Conditions to measure under.</summary>
/// <param name="Name">As the tables name it.</param>
/// <param name="Latency">Added to each API call: the distance to a real region.</param>
/// <param name="Limit">PrefetchCount and ConcurrentMessageLimit; null: the defaults of the transport.</param>
/// <param name="RawPublishers">Batches that the raw clients publish at a time.</param>
/// <param name="RawReceivers">Receives that the raw clients have open.</param>
/// <param name="Candidates">Who takes part.</param>
internal sealed record Profile(string Name, TimeSpan Latency, int? Limit, int RawPublishers, int RawReceivers, params string[] Candidates)
{
    /// <summary>
    /// Messages between publish and consumed at most, whoever carries them: what the transports' 100 publishers have under way. The raw
    /// clients lose nothing by it: 1,000 made them no faster.
    /// </summary>
    private const int InFlight = 100;

    public static readonly Profile NoLatency =
        new("0 ms/limit 100", TimeSpan.Zero, 100, 8, 3, CandidateList.Raw, CandidateList.Ours, CandidateList.InMemory);

    public static readonly Profile Latency8 =
        new("8 ms/limit 100", TimeSpan.FromMilliseconds(8), 100, 16, 16, CandidateList.Raw, CandidateList.Ours);

    public static readonly Profile Defaults = new("default settings", TimeSpan.Zero, null, 8, 3, CandidateList.Raw, CandidateList.Ours);

    public static readonly Profile Idle =
        new("idle", TimeSpan.Zero, null, 8, 3, CandidateList.Raw, CandidateList.Ours, CandidateList.InMemory);

    /// <summary>Those of the candidates that there are.</summary>
    public IEnumerable<string> Present => Candidates.Where(CandidateList.Has);

    public CandidateSettings SettingsOf(string candidate, Uri server) => candidate == CandidateList.Raw
        ? new(server, InFlight, null, RawPublishers, RawReceivers)
        : new(server, InFlight, Limit, InFlight, 0);
}
