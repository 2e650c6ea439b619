using AlertResponder.Bench.Candidates;
using AlertResponder.Bench.ChildProcesses;
using AlertResponder.Bench.Reporting;

namespace AlertResponder.Bench.Transport;

/// <summary>Everything that was measured.</summary>
internal sealed record TransportResults(Dictionary<Profile, List<CandidateResult>> Profiles, List<IdleFigures> Idle)
{
    /// <summary>The candidate's messages a second by those of the raw clients, round by round.</summary>
    /// <returns>Nothing if either did not take part.</returns>
    public IEnumerable<double> Ratios(Profile profile, string candidate)
    {
        var raw = Find(profile, CandidateList.Raw);
        return raw is null || Find(profile, candidate) is not { } other
            ? []
            : other.Rounds.Zip(raw.Rounds, (its, ceiling) => its.PerSecond / ceiling.PerSecond);
    }

    /// <summary>The median of a figure of all rounds, or null if the candidate did not take part.</summary>
    public double? Median(Profile profile, string candidate, Func<RoundResult, double> figure) =>
        Find(profile, candidate) is { } result ? Spread.Of(result.Rounds.Select(figure)).Median : null;

    /// <summary>Messages of all candidates, warm-up included.</summary>
    public TallyResult Total()
    {
        var all = Profiles.Values.SelectMany(results => results.Select(result => result.Tally)).Concat(Idle.Select(figures => figures.Tally)).ToList();
        return new(all.Sum(tally => tally.Lost), all.Sum(tally => tally.Duplicates));
    }

    private CandidateResult? Find(Profile profile, string candidate) => Profiles[profile].Find(result => result.Name == candidate);
}
