namespace AlertResponder.Bench.Candidates;

/// <summary>Who can be measured.</summary>
internal static class CandidateList
{
    public const string Raw = "raw";
    public const string Ours = "ours";
    public const string InMemory = "in-memory";

    private static readonly Dictionary<string, Func<CandidateSettings, Arrivals, ApiCalls, ICandidate>> All = new()
    {
        [Raw] = (settings, arrivals, calls) => new RawCandidate(settings, arrivals, calls),
        [Ours] = (settings, arrivals, calls) => new OursCandidate(settings, arrivals, calls),
        [InMemory] = (settings, arrivals, _) => new InMemoryCandidate(settings, arrivals),
    };

    public static bool Has(string name) => All.ContainsKey(name);

    public static ICandidate Create(string name, CandidateSettings settings, Arrivals arrivals, ApiCalls calls) => All[name](settings, arrivals, calls);
}
