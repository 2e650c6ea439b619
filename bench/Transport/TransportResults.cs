using AlertResponder.Bench.Contenders;
using AlertResponder.Bench.Conversation;
using AlertResponder.Bench.Reporting;

namespace AlertResponder.Bench.Transport;

/// <summary>Everything that was measured.</summary>
internal sealed record TransportResults(Dictionary<Profile, List<ContenderResult>> Profiles, List<IdleFigures> Idle)
{
    /// <summary>The contender's messages a second by those of the raw clients, round by round.</summary>
    /// <returns>Nothing if either did not take part.</returns>
    public IEnumerable<double> Ratios(Profile profile, string contender)
    {
        var raw = Find(profile, ContenderList.Raw);
        return raw is null || Find(profile, contender) is not { } other
            ? []
            : other.Rounds.Zip(raw.Rounds, (its, ceiling) => its.PerSecond / ceiling.PerSecond);
    }

    /// <summary>The median of a figure of all rounds, or null if the contender did not take part.</summary>
    public double? Median(Profile profile, string contender, Func<RoundResult, double> figure) =>
        Find(profile, contender) is { } result ? Spread.Of(result.Rounds.Select(figure)).Median : null;

    /// <summary>Messages of all contenders, warm-up included.</summary>
    public TallyResult Total()
    {
        var all = Profiles.Values.SelectMany(results => results.Select(result => result.Tally)).Concat(Idle.Select(figures => figures.Tally)).ToList();
        return new(all.Sum(tally => tally.Lost), all.Sum(tally => tally.Duplicates));
    }

    private ContenderResult? Find(Profile profile, string contender) => Profiles[profile].Find(result => result.Name == contender);
}
