using AlertResponder.Bench.Aggregation;
using AlertResponder.Bench.Storm;

namespace AlertResponder.Bench.Tests.Storm;

public sealed class StormResultTests
{
    [Theory]
    [InlineData(2, 100, 1_000, 1_000, 1)]
    [InlineData(3, 100, 1_000, 1_000, 1.5)]
    [InlineData(2, 120, 1_000, 1_000, 1.2)]
    [InlineData(2, 100, 1_300, 1_000, 1.3)]
    [InlineData(2, 100, 1_000, 1_400, 1.4)]
    [InlineData(1, 50, 500, 900, 0.9)]
    public void Growth_is_the_worst_of_time_processor_row_and_message(double seconds, double cpu, long row, int message, double growth) =>
        new StormResult(Moment(10, 2, 100, 1_000, 1_000), Moment(80, 9, 9, 9, 9), Moment(10, seconds, cpu, row, message))
            .Growth.Should().BeApproximately(growth, 1e-9);

    [Fact]
    public void The_rate_is_that_of_all_alerts()
    {
        var storm = new StormResult(Moment(10, 2, 0, 0, 0), Moment(80, 6, 0, 0, 0), Moment(10, 2, 0, 0, 0));

        storm.Alerts.Should().Be(100);
        storm.PerSecond.Should().Be(10);
    }

    private static StormMoment Moment(int alerts, double seconds, double cpu, long row, int message) =>
        new(new RoundFigures(new(0, 1, alerts), seconds, seconds, new(cpu / 2, 0), cpu / 2), row, message);
}
