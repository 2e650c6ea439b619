namespace AlertResponder.Hostile.Tests;

/// <summary>How much a run does: minutes by default, hours with the environment variable <c>HOSTILE=full</c>.</summary>
internal static class Sizes
{
    private const int SmallSeed = 20_261_127;

    private static readonly bool Full = Environment.GetEnvironmentVariable("HOSTILE") == "full";

    /// <summary>How many documents, or messages, go through a door.</summary>
    public static int Documents { get; } = Full ? 100_000 : 500;

    /// <summary>How many reports are made while peers lie.</summary>
    public static int Reports { get; } = Full ? 5_000 : 40;

    /// <summary>How long the last report may take, on a machine that does much else.</summary>
    public static int Seconds { get; } = Full ? 7_200 : 240;

    /// <summary>
    /// A seed that a failed run can be repeated with: the environment variable <c>HOSTILE_SEED</c>. A small run has always the same one, so that it
    /// fails for what was changed and for nothing else; a full run looks for more.
    /// </summary>
    public static Random NewRandom()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("HOSTILE_SEED"), out var given) ? given : Full ? Random.Shared.Next() : SmallSeed;
        TestContext.Current.TestOutputHelper!.WriteLine($"HOSTILE_SEED={seed}");
        return new Random(seed);
    }
}
