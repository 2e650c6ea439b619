namespace AlertResponder.Bench.Candidates;

/// <summary>What the candidates carry.</summary>
/// <param name="Number">Counts from <see cref="FirstNumber"/>, so that all have the same number of digits.</param>
/// <param name="Payload">Makes the envelope as large as an alert's.</param>
public sealed record BenchMessage(int Number, string Payload)
{
    /// <summary>The number of the first message of a process.</summary>
    public const int FirstNumber = 1_000_000_000;

    // With it an envelope has about 1.1 KB.
    private static readonly string Filler = string.Concat(Enumerable.Repeat("evidence of an alert ", 20))[..260];

    /// <summary>Makes the message with that index.</summary>
    public static BenchMessage Of(int index) => new(FirstNumber + index, Filler);
}
