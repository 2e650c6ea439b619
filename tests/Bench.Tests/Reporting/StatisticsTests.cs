using AlertResponder.Bench.Reporting;

namespace AlertResponder.Bench.Tests.Reporting;

public sealed class StatisticsTests
{
    [Theory]
    [InlineData(new double[] { 5 }, 5, 5, 5)]
    [InlineData(new double[] { 9, 1, 4 }, 4, 1, 9)]
    [InlineData(new double[] { 9, 1, 4, 6 }, 5, 1, 9)]
    public void A_spread_is_median_smallest_and_largest(double[] values, double median, double min, double max) =>
        Spread.Of(values).Should().Be(new Spread(median, min, max));

    [Theory]
    [InlineData(50, 100)]
    [InlineData(95, 190)]
    [InlineData(99, 198)]
    [InlineData(100, 200)]
    public void A_percentile_is_one_of_the_values(double percent, double expected) =>
        Enumerable.Range(1, 200).Reverse().Select(value => (double)value).Percentile(percent).Should().Be(expected);

    [Fact]
    public void The_percentile_of_one_value_is_that_value() => new[] { 7.0 }.Percentile(95).Should().Be(7);
}
