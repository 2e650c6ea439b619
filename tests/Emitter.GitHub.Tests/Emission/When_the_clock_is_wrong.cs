using AlertResponder.Contracts;
using AlertResponder.Sandbox.GitHub;

namespace AlertResponder.Emitter.GitHub.Tests.Emission;

public sealed class When_the_clock_is_wrong
{
    private readonly Guid _id = Guid.NewGuid();

    [Fact]
    public async Task Issue_is_found_again_although_the_host_is_ahead_of_GitHub()
    {
        await using var world = await EmitterWorld.StartAsync();
        world.HostClock.Ahead = TimeSpan.FromMinutes(10);
        world.GitHub.Script(GitHubFault.DropAfter().For("POST", "/issues$"));

        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync();

        world.CountCalls("POST", "/issues").Should().Be(1);
    }

    [Fact]
    public async Task Comment_is_found_again_although_the_host_is_ahead_of_GitHub()
    {
        await using var world = await EmitterWorld.StartAsync();
        world.HostClock.Ahead = TimeSpan.FromMinutes(10);
        world.GitHub.Script(GitHubFault.DropAfter().For("POST", "/comments$"));

        await world.TakeInAsync(Reports.Report(_id, version: 2, verdictNumber: 1, Severity.Urgent));
        await world.SettleAsync();

        world.CountCalls("POST", "/comments").Should().Be(1);
    }
}
