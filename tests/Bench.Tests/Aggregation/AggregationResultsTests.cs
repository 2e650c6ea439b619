using AlertResponder.Bench.Aggregation;

namespace AlertResponder.Bench.Tests.Aggregation;

public sealed class AggregationResultsTests
{
    [Fact]
    public void The_ratio_is_taken_by_round()
    {
        var results = new AggregationResults(
        [
            new(Candidate.OnPostgres, [Round(10), Round(5), Round(2)], []),
            new(Candidate.InMemory, [Round(5), Round(1), Round(4)], []),
        ]);

        results.Ratios(Candidate.OnPostgres, candidate => candidate.Distinct).Should().Equal(0.5, 0.2, 2);
        results.MedianRatio(Candidate.OnPostgres, candidate => candidate.Distinct).Should().Be(0.5);
    }

    [Fact]
    public void Figures_are_by_alert_and_opening_counts_until_all_is_settled()
    {
        var round = new RoundFigures(new(0, 10, 100), Seconds: 2, SettledSeconds: 5, new(CpuMilliseconds: 50, AllocatedBytes: 1_000), 25);

        round.PerSecond.Should().Be(50);
        round.OpenedPerSecond.Should().Be(2);
        round.CpuPerAlert.Should().Be(0.5);
        round.PostgresCpuPerAlert.Should().Be(0.25);
        round.BytesPerAlert.Should().Be(10);
    }

    private static RoundFigures Round(double seconds) => new(new(0, 10, 10), seconds, seconds, new(0, 0), 0);
}
