using System.Diagnostics;
using System.Net;
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
        var (away, before) = (Stopwatch.StartNew(), load.Sent);
        await world.UntilAsync(() => AreReadyAsync(world, HttpStatusCode.ServiceUnavailable), "those with a database have noticed");
        await world.UntilAsync(
            () => Task.FromResult(load.Sent > before + (load.Count / 4) && away.Elapsed >= Sizes.Outage),
            () => $"alerts are taken without a database: {load.Sent - before}", Sizes.Seconds);
        (await AreReadyAsync(world, HttpStatusCode.ServiceUnavailable)).Should().BeTrue("it is still away");
        await world.Postgres.RestartAsync();
        await sending;

        load.Refused.Should().Be(0, "the receptor needs no database");
        await load.ShouldBeDoneOnceAsync(world);
        await world.UntilAsync(() => AreReadyAsync(world, HttpStatusCode.OK), "all are ready again");
    }

    private static async Task<bool> AreReadyAsync(ServicesWorld world, HttpStatusCode status) =>
        await world.ReadyAsync(ServicesWorld.Receptor) == HttpStatusCode.OK
        && await world.ReadyAsync(ServicesWorld.Reviewer) == status && await world.ReadyAsync(ServicesWorld.Emitter) == status;
}
