using AlertResponder.TestKit;

namespace AlertResponder.Faults.Tests;

public sealed class When_the_database_is_away
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Alerts_are_taken_all_the_while_and_nothing_is_lost(bool crashes)
    {
        var load = new Load(Sizes.NewRandom(), Sizes.Alerts / 2, Sizes.Keys / 2);
        await using var world = await ServicesWorld.StartOnPostgresAsync(
            [ServicesWorld.Reviewer, ServicesWorld.Inspector, ServicesWorld.Emitter, ServicesWorld.Receptor], Load.Prepare);

        var sending = load.SendAsync(world);
        await Patiently.UntilAsync(() => load.Sent > load.Count / 4, "a part is taken", Sizes.Seconds);
        await (crashes ? world.Postgres.KillAsync() : world.Postgres.StopAsync());
        var before = load.Sent;
        // How long it stays away is the point here, not how long to wait for something.
        await Task.Delay(Sizes.Outage, TestContext.Current.CancellationToken);
        load.Sent.Should().BeGreaterThan(before, "alerts are taken without a database");
        await world.Postgres.RestartAsync();
        await sending;

        load.Refused.Should().Be(0, "the receptor needs no database");
        await load.ShouldBeDoneOnceAsync(world);
    }
}
