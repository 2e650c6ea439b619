using AlertResponder.Emission.Testing;
using AlertResponder.Emission.Work;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.Emission.Tests.Work;

public sealed class TargetPauseTests
{
    private readonly FakeTimeProvider _clock = new(Reports.Noon);
    private readonly HostClock _host;
    private readonly TargetPause _pause;

    public TargetPauseTests() => _pause = new TargetPause(_host = new HostClock(_clock));

    [Fact]
    public void Shorter_pause_does_not_cut_a_longer_one_short()
    {
        _pause.For(TimeSpan.FromMinutes(5));
        _pause.For(TimeSpan.FromSeconds(1));

        _pause.Left.Should().Be(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void Pause_that_began_a_day_ahead_is_as_long_as_any_other()
    {
        _host.Ahead = TimeSpan.FromDays(1);
        _pause.For(TimeSpan.FromSeconds(1));
        _host.Ahead = TimeSpan.Zero;

        _pause.Left.Should().Be(TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromSeconds(1));
        _pause.Left.Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public void Pause_of_a_year_is_one_of_an_hour() => _pause.RateLimited(TimeSpan.FromDays(365)).Should().Be(TimeSpan.FromHours(1));

    [Fact]
    public void Rate_limits_without_a_time_grow_also_between_paced_writes()
    {
        _pause.RateLimited(null).Should().Be(TimeSpan.FromMinutes(1));
        _pause.Taken(); // went out before
        _pause.RateLimited(null).Should().Be(TimeSpan.FromMinutes(1), "it is the same one");
        _clock.Advance(TimeSpan.FromMinutes(1));
        _pause.For(TimeSpan.FromSeconds(1));

        _pause.RateLimited(null).Should().Be(TimeSpan.FromMinutes(2));
        _pause.Left.Should().Be(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public void Call_that_the_target_takes_ends_the_row_of_rate_limits_also_between_paced_writes()
    {
        _pause.RateLimited(null);
        _clock.Advance(TimeSpan.FromMinutes(1));
        _pause.For(TimeSpan.FromSeconds(1));
        _pause.Taken();

        _pause.RateLimited(null).Should().Be(TimeSpan.FromMinutes(1));
    }
}
