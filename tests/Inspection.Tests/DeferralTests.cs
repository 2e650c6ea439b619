namespace AlertResponder.Inspection.Tests;

public sealed class DeferralTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 0, 15)]
    [InlineData(0, 1, 18.75)]
    [InlineData(1, 0, 30)]
    [InlineData(2, 0, 60)]
    [InlineData(3, 0, 120)]
    [InlineData(9, 0, 300)]
    [InlineData(1000, 0, 300)]
    public void Without_Retry_After_the_wait_doubles_up_to_five_minutes(int deferrals, double jitter, double seconds) =>
        Deferral.Decide(Now, Now.AddHours(1), deferrals, null, jitter).Should().BeOfType<Deferral.Later>()
            .Which.Delay.Should().Be(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(7, 7)]
    [InlineData(60, 60)]
    public void Retry_After_is_the_wait_and_never_less_than_a_second(int retryAfter, int seconds)
    {
        var later = Deferral.Decide(Now, Now.AddHours(1), 5, TimeSpan.FromSeconds(retryAfter), 0).Should().BeOfType<Deferral.Later>().Which;
        later.Delay.Should().Be(TimeSpan.FromSeconds(seconds));
        later.Until.Should().Be(Now.AddSeconds(seconds));
    }

    [Fact]
    public void Jitter_only_adds_and_never_misses_a_deadline_that_could_be_met()
    {
        Deferral.Decide(Now, Now.AddHours(1), 0, TimeSpan.FromSeconds(40), 1).Should().BeOfType<Deferral.Later>()
            .Which.Delay.Should().Be(TimeSpan.FromSeconds(50));
        Deferral.Decide(Now, Now.AddSeconds(45), 0, TimeSpan.FromSeconds(40), 1).Should().BeOfType<Deferral.Later>()
            .Which.Delay.Should().Be(TimeSpan.FromSeconds(40));
    }

    [Fact]
    public void A_wait_beyond_the_deadline_is_named() =>
        Deferral.Decide(Now, Now.AddMinutes(5), 0, TimeSpan.FromSeconds(900), 0).Should().BeOfType<Deferral.TooLate>()
            .Which.Reason.Should().Contain("900 s").And.Contain("2026-11-24T10:05:00Z");

    [Fact]
    public void A_deadline_that_is_past_ends_it() =>
        Deferral.Decide(Now, Now.AddSeconds(-1), 3, null, 0).Should().BeOfType<Deferral.TooLate>().Which.Reason.Should().Contain("3 deferrals");

    public static TheoryData<TimeSpan> Edges => [TimeSpan.MaxValue, TimeSpan.FromSeconds(int.MaxValue), DateTimeOffset.MaxValue - Now];

    [Theory]
    [MemberData(nameof(Edges))]
    public void The_largest_Retry_After_does_no_harm(TimeSpan retryAfter) =>
        Deferral.Decide(Now, Now.AddMinutes(5), 0, retryAfter, 1).Should().BeOfType<Deferral.TooLate>();

    [Fact]
    public void The_last_of_all_deadlines_does_no_harm()
    {
        Deferral.Decide(Now, DateTimeOffset.MaxValue, int.MaxValue, null, 1).Should().BeOfType<Deferral.Later>();
        Deferral.Decide(Now, DateTimeOffset.MaxValue, 0, DateTimeOffset.MaxValue - Now - TimeSpan.FromTicks(1), 1).Should().BeOfType<Deferral.Later>();
        Deferral.Decide(Now, DateTimeOffset.MinValue, 0, TimeSpan.MinValue, 1).Should().BeOfType<Deferral.TooLate>();
    }
}
