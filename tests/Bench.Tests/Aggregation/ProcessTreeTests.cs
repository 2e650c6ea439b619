using AlertResponder.Bench.Aggregation;

namespace AlertResponder.Bench.Tests.Aggregation;

public sealed class ProcessTreeTests
{
    [Fact]
    public void A_name_with_parentheses_and_spaces_moves_no_field() =>
        ProcessTree.Parse("42 (a) b (c) S 7 42 42 0 -1 4194560 100 200 0 0 11 22 33 44 20 0 1 0 123 456 789\n").Should().Be(new ProcessStat(7, 33, 77));
}
