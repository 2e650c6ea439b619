using AlertResponder.Bench.Reporting;

namespace AlertResponder.Bench.Aggregation;

/// <summary>What a candidate did, by round.</summary>
internal sealed record CandidateFigures(string Name, List<RoundFigures> Distinct, List<RoundFigures> Repeats);

/// <summary>All candidates; the in-memory saga is the one that the others are compared with.</summary>
internal sealed record AggregationResults(List<CandidateFigures> Candidates)
{
    public CandidateFigures this[string name] => Candidates.Single(candidate => candidate.Name == name);

    /// <summary>How many times as fast as the in-memory saga, by round: what disturbs a round disturbs its neighbours.</summary>
    public IEnumerable<double> Ratios(string name, Func<CandidateFigures, List<RoundFigures>> kind) =>
        kind(this[name]).Zip(kind(this[Candidate.InMemory]), (ours, floor) => ours.PerSecond / floor.PerSecond);

    public double MedianRatio(string name, Func<CandidateFigures, List<RoundFigures>> kind) => Spread.Of(Ratios(name, kind)).Median;
}
