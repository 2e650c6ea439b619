using AlertResponder.Contracts;
using AlertResponder.Emission.Storage;
using AlertResponder.FakeServices.GitHub;

namespace AlertResponder.Emitter.GitHub.Tests.Emission;

public sealed class When_the_clock_is_wrong
{
    private readonly Guid _id = Guid.NewGuid();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

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

    [Fact]
    public async Task Writes_of_a_day_ahead_do_not_use_up_the_budget()
    {
        await using var world = await EmitterWorld.StartAsync();
        world.HostClock.Ahead = TimeSpan.FromDays(1);
        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync(TimeSpan.FromSeconds(10));
        world.HostClock.Ahead = TimeSpan.Zero;

        await world.TakeInAsync(Reports.Report(Guid.NewGuid()));
        await world.SettleAsync(TimeSpan.FromSeconds(10));

        world.GitHub.Issues.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("rate limit")]
    [InlineData("failure")]
    [InlineData("refusal")]
    [InlineData("repository")]
    public async Task Waiting_that_began_a_day_ahead_ends_when_the_clock_is_set_back(string reason)
    {
        await using var world = await EmitterWorld.StartAsync();
        world.HostClock.Ahead = TimeSpan.FromDays(1);
        if (reason == "repository") world.GitHub.IsArchived = true;
        else world.GitHub.Script((reason switch
        {
            "rate limit" => GitHubFault.SecondaryRateLimit(TimeSpan.FromMinutes(30)),
            "failure" => GitHubFault.DropBefore(),
            _ => GitHubFault.Error(422, "Validation Failed"),
        }).For("POST", "/issues$"));
        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync(TimeSpan.FromSeconds(10));
        world.GitHub.IsArchived = false;
        world.HostClock.Ahead = TimeSpan.Zero;

        await world.SettleAsync();

        _ = world.Issue;
    }

    [Fact]
    public async Task Creation_that_was_doubled_over_a_clock_set_back_is_cleared_up()
    {
        await using var world = await EmitterWorld.StartAsync();
        world.HostClock.Ahead = TimeSpan.FromDays(1);
        world.GitHub.Script(GitHubFault.DropAfter().For("POST", "/issues$"), GitHubFault.DropAfter().For("POST", "/issues$"));
        world.GitHub.StaleLists = 3; // all looks before the repeat
        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync(TimeSpan.FromSeconds(10));
        world.HostClock.Ahead = TimeSpan.Zero;

        await world.SettleAsync();

        world.GitHub.Issues.Should().HaveCount(2).And.ContainSingle(issue => issue.State == "open");
        world.CountCalls("POST", "/issues").Should().Be(2);
    }

    [Fact]
    public async Task Lease_that_was_taken_a_day_ahead_is_as_long_as_any_other()
    {
        await using var world = await EmitterWorld.StartAsync();
        await world.TakeInAsync(Reports.Report(_id));
        await world.Ledger.OpenAsync(Stop);
        world.HostClock.Ahead = TimeSpan.FromDays(1);
        (await world.Ledger.LeaseAsync("dead", TimeSpan.FromMinutes(3), Stop)).Should().NotBeNull();
        world.HostClock.Ahead = TimeSpan.Zero;

        (await world.Ledger.LeaseAsync("too early", TimeSpan.FromMinutes(3), Stop)).Should().BeNull();
        world.Clock.Advance(TimeSpan.FromMinutes(3));

        (await world.Ledger.LeaseAsync("heir", TimeSpan.FromMinutes(3), Stop)).Should().NotBeNull();
        (await world.Ledger.LeaseAsync("third", TimeSpan.FromMinutes(3), Stop)).Should().BeNull();
    }

    [Fact]
    public async Task Pause_of_a_year_is_asked_about_again_after_an_hour()
    {
        await using var world = await EmitterWorld.StartAsync();
        world.GitHub.Script(GitHubFault.SecondaryRateLimit(TimeSpan.FromDays(365)).For("POST", "/issues$"));

        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync();

        world.Issue.CreatedAt.Should().BeCloseTo(Reports.Noon.AddHours(1), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Writes_of_a_worker_whose_clock_is_a_little_ahead_count()
    {
        await using var world = await EmitterWorld.StartAsync();
        await world.TakeInAsync(Reports.Report(_id));
        await world.Ledger.OpenAsync(Stop);
        var leased = (await world.Ledger.LeaseAsync("one", TimeSpan.FromMinutes(3), Stop))!;
        world.HostClock.Ahead = TimeSpan.FromSeconds(5);
        (await world.Ledger.BeginWriteAsync(leased, _ => { }, new GitHubOptions(), TimeSpan.FromMinutes(3), Stop)).Should().Be(WritePermit.Granted);
        world.HostClock.Ahead = TimeSpan.Zero;

        var permit = await world.Ledger.BeginWriteAsync(leased, _ => { }, new GitHubOptions(), TimeSpan.FromMinutes(3), Stop);

        permit.Should().Be(WritePermit.Later(Reports.Noon.AddSeconds(1)), "all count by the ledger's clock");
    }

    [Fact]
    public async Task What_a_clock_a_week_ahead_has_left_behind_is_due_at_the_next_start()
    {
        await using var world = await EmitterWorld.StartAsync();
        world.HostClock.Ahead = TimeSpan.FromDays(7);
        await world.RestartAsync();
        world.GitHub.Script(GitHubFault.Error(422, "Validation Failed").For("POST", "/issues$"));
        await world.TakeInAsync(Reports.Report(_id));
        await world.SettleAsync(TimeSpan.FromSeconds(10));
        await world.Ledger.PauseAsync(world.Ledger.Now.AddMinutes(30), Stop);
        world.HostClock.Ahead = TimeSpan.Zero;

        await world.RestartAsync();
        await world.SettleAsync(TimeSpan.FromSeconds(10));

        _ = world.Issue;
    }
}
