namespace AlertResponder.Bench.Contenders;

/// <summary>Who can be measured.</summary>
internal static class ContenderList
{
    public const string Raw = "raw";
    public const string Ours = "ours";
    public const string InMemory = "in-memory";

    private static readonly Dictionary<string, Func<ContenderSettings, Arrivals, ApiCalls, IContender>> All = new()
    {
        [Raw] = (settings, arrivals, calls) => new RawContender(settings, arrivals, calls),
        [Ours] = (settings, arrivals, calls) => new OursContender(settings, arrivals, calls),
        [InMemory] = (settings, arrivals, _) => new InMemoryContender(settings, arrivals),
    };

    public static bool Has(string name) => All.ContainsKey(name);

    public static IContender Create(string name, ContenderSettings settings, Arrivals arrivals, ApiCalls calls) => All[name](settings, arrivals, calls);
}
