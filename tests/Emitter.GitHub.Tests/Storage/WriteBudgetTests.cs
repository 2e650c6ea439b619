using AlertResponder.Emitter.GitHub.Storage;

namespace AlertResponder.Emitter.GitHub.Tests.Storage;

public sealed class WriteBudgetTests
{
    private static readonly DateTimeOffset Now = Reports.Noon;
    private static readonly GitHubOptions Limits = new() { WriteInterval = TimeSpan.FromSeconds(1), WritesPerMinute = 3, WritesPerHour = 5 };

    [Fact]
    public void First_write_may_begin_at_once() => WriteBudget.NextAt([], null, Limits).Should().BeBefore(Now);

    [Fact]
    public void Next_write_keeps_its_distance() => WriteBudget.NextAt([Now], null, Limits).Should().Be(Now.AddSeconds(1));

    [Fact]
    public void Full_minute_waits_until_its_oldest_write_is_a_minute_old() =>
        WriteBudget.NextAt(Ago(1, 5, 9, 30), null, Limits).Should().Be(Now.AddSeconds(51));

    [Fact]
    public void Full_hour_waits_until_its_oldest_write_is_an_hour_old() =>
        WriteBudget.NextAt(Ago(100, 200, 300, 400, 500), null, Limits).Should().Be(Now.AddSeconds(3_100));

    [Fact]
    public void Pause_that_GitHub_asked_for_goes_before_all() => WriteBudget.NextAt([Now], Now.AddHours(2), Limits).Should().Be(Now.AddHours(2));

    private static IReadOnlyList<DateTimeOffset> Ago(params int[] seconds) => [.. seconds.Select(second => Now.AddSeconds(-second))];
}
