using AlertResponder.TestKit;

namespace AlertResponder.Faults.Tests;

public sealed class When_processes_are_killed_at_random
{
    private static readonly string[] Services = [ServicesWorld.Reviewer, ServicesWorld.Inspector, ServicesWorld.Emitter, ServicesWorld.Receptor];

    [Fact]
    public async Task Each_alert_counts_once_and_each_report_is_written_once()
    {
        var random = Sizes.NewRandom();
        var load = new Load(random, Sizes.Alerts, Sizes.Keys);
        await using var world = await ServicesWorld.StartOnPostgresAsync(Services, Load.Prepare);

        var sending = load.SendAsync(world);
        // Each service at least once, each in a part of the load of its own.
        for (var kill = 0; kill < Sizes.Kills; kill++)
        {
            var service = kill < Services.Length ? Services[kill] : random.GetItems(Services, 1)[0];
            var moment = (load.Count * kill / Sizes.Kills) + random.Next(1, load.Count / Sizes.Kills);
            await Patiently.UntilAsync(() => load.Sent >= moment, $"{moment} sendings are taken", Sizes.Seconds);
            await world.KillAsync(service);
            await world.StartAsync(service);
        }

        await sending;

        await load.ShouldBeDoneOnceAsync(world);
    }
}
