using AlertResponder.Emission.Storage;
using AlertResponder.Emission.Testing;

namespace AlertResponder.Emission.Tests.Storage;

public sealed class WriteBudgetTests
{
    private static readonly DateTimeOffset Now = Reports.Noon;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    [Fact]
    public void First_write_may_begin_at_once() => Next(new BegunWrites(null, null, null)).Should().BeBefore(Now);

    [Fact]
    public void Next_write_keeps_its_distance() => Next(new BegunWrites(Now, null, null)).Should().Be(Now.AddSeconds(1));

    [Fact]
    public void Full_minute_waits_until_its_oldest_write_is_a_minute_old() =>
        Next(new BegunWrites(Ago(1), Ago(9), null)).Should().Be(Now.AddSeconds(51));

    [Fact]
    public void Full_hour_waits_until_its_oldest_write_is_an_hour_old() =>
        Next(new BegunWrites(Ago(100), Ago(300), Ago(500))).Should().Be(Now.AddSeconds(3_100));

    [Fact]
    public void Pause_that_the_target_asked_for_goes_before_all() =>
        WriteBudget.NextAt(new BegunWrites(Now, null, null), Now.AddHours(2), Interval).Should().Be(Now.AddHours(2));

    private static DateTimeOffset Next(BegunWrites begun) => WriteBudget.NextAt(begun, pausedUntil: null, Interval);

    private static DateTimeOffset Ago(int seconds) => Now.AddSeconds(-seconds);
}
