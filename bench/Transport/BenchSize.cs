namespace AlertResponder.Bench.Transport;

/// <summary>How much is measured.</summary>
/// <param name="WarmUpMessages">Fewer than 60,000 leave the work of the JIT compiler in the figures.</param>
/// <param name="IdleWarmUpMessages">The same before the idle figures, which are about waiting more than about work.</param>
/// <param name="SettleSeconds">Longer than a long poll: a loaded endpoint has become an idle one then.</param>
internal sealed record BenchSize(
    int WarmUpMessages, int Rounds, int RoundMessages, int IdleWarmUpMessages, int LatencySamples, double SettleSeconds, double IdleSeconds)
{
    public static readonly BenchSize Full = new(60_000, 7, 20_000, 10_000, 200, 25, 60);
    public static readonly BenchSize Quick = new(5_000, 3, 5_000, 1_000, 20, 2, 20);
}
