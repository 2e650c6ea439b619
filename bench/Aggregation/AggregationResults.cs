using AlertResponder.Bench.Reporting;

namespace AlertResponder.Bench.Aggregation;

/// <summary>What a contender did, by round.</summary>
internal sealed record ContenderFigures(string Name, List<RoundFigures> Distinct, List<RoundFigures> Repeats);

/// <summary>All contenders; the in-memory saga is the one that the others are compared with.</summary>
internal sealed record AggregationResults(List<ContenderFigures> Contenders)
{
    public ContenderFigures this[string name] => Contenders.Single(contender => contender.Name == name);

    /// <summary>How many times as fast as the in-memory saga, by round: what disturbs a round disturbs its neighbours.</summary>
    public IEnumerable<double> Ratios(string name, Func<ContenderFigures, List<RoundFigures>> kind) =>
        kind(this[name]).Zip(kind(this[Contender.InMemory]), (ours, floor) => ours.PerSecond / floor.PerSecond);

    public double MedianRatio(string name, Func<ContenderFigures, List<RoundFigures>> kind) => Spread.Of(Ratios(name, kind)).Median;
}
