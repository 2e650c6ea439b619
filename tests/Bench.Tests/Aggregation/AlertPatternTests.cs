using AlertResponder.Bench.Aggregation;

namespace AlertResponder.Bench.Tests.Aggregation;

public sealed class AlertPatternTests
{
    [Theory]
    [InlineData(50, 50)]
    [InlineData(5, 50)]
    [InlineData(1, 50)]
    public void Every_key_has_as_many_alerts_as_another(int keys, int alerts)
    {
        var sequence = new AlertPattern(7, keys, alerts).Sequence();

        sequence.CountBy(key => key).Should().BeEquivalentTo(Enumerable.Range(7, keys).Select(key => KeyValuePair.Create((long)key, alerts / keys)));
    }

    [Fact]
    public void Everybody_gets_the_same_order_and_repeats_stand_apart()
    {
        var sequence = new AlertPattern(0, 100, 1_000).Sequence();

        sequence.Should().Equal(new AlertPattern(0, 100, 1_000).Sequence());
        sequence.Should().NotBeInAscendingOrder();
    }
}
