namespace AlertResponder.FaultInjection.Tests;

/// <summary>How much a run does: little by default, all that was asked for with the environment variable <c>FAULTS=full</c>.</summary>
internal static class Sizes
{
    private static readonly bool Full = Environment.GetEnvironmentVariable("FAULTS") == "full";

    public static int Alerts { get; } = Full ? 20_000 : 1_200;

    public static int Keys { get; } = Full ? 500 : 60;

    /// <summary>How often a process is killed under that load.</summary>
    public static int Kills { get; } = Full ? 40 : 6;

    /// <summary>How long a server stays away at least; with none, until everybody has noticed.</summary>
    public static TimeSpan Outage { get; } = Full ? TimeSpan.FromMinutes(1) : TimeSpan.Zero;

    /// <summary>How long the last report may take, on a machine that does much else.</summary>
    public static int Seconds { get; } = Full ? 1_800 : 240;

    /// <summary>A seed that a failed run can be repeated with: the environment variable <c>FAULTS_SEED</c>.</summary>
    public static Random NewRandom()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("FAULTS_SEED"), out var given) ? given : Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"FAULTS_SEED={seed}");
        return new Random(seed);
    }
}
