using System.Diagnostics.Metrics;
using AlertResponder.Emitter.GitHub.Emission;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.Emitter.GitHub.Tests.Emission;

public sealed class RestTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(Reports.Noon);
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly Rest _rest;

    public RestTests() => _rest = new Rest(new WorkerSetup(
        Options.Create(new GitHubOptions()), _clock, new WakeSignal(_clock), new EmitterMetrics(_services.GetRequiredService<IMeterFactory>())));

    [Fact]
    public void Shorter_rest_does_not_cut_a_longer_one_short()
    {
        _rest.Until(Reports.Noon.AddMinutes(5));
        _rest.Until(Reports.Noon.AddSeconds(1));

        _rest.Left.Should().Be(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void Rest_that_a_clock_set_back_left_behind_is_over()
    {
        _rest.Until(Reports.Noon.AddDays(1));

        _rest.Left.Should().Be(TimeSpan.Zero);
        _rest.Until(Reports.Noon.AddSeconds(1));
        _rest.Left.Should().Be(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Rate_limits_without_a_time_grow_also_between_paced_writes()
    {
        _rest.RateLimited(null).Should().Be(Reports.Noon.AddMinutes(1));
        _rest.Taken(); // went out before
        _rest.RateLimited(null).Should().Be(Reports.Noon.AddMinutes(1), "it is the same one");
        _clock.Advance(TimeSpan.FromMinutes(1));
        _rest.Until(_clock.GetUtcNow().AddSeconds(1));

        _rest.RateLimited(null).Should().Be(Reports.Noon.AddMinutes(3));
        _rest.Left.Should().Be(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public void Call_that_GitHub_takes_ends_the_row_of_rate_limits_also_between_paced_writes()
    {
        _rest.RateLimited(null);
        _clock.Advance(TimeSpan.FromMinutes(1));
        _rest.Until(_clock.GetUtcNow().AddSeconds(1));
        _rest.Taken();

        _rest.RateLimited(null).Should().Be(Reports.Noon.AddMinutes(2));
    }

    public void Dispose() => _services.Dispose();
}
