using AlertResponder.TestKit;

namespace AlertResponder.FaultInjection.Tests;

public sealed class When_processes_are_killed_at_random
{
    private static readonly string[] Services = [ServicesStack.Reviewer, ServicesStack.Inspector, ServicesStack.Emitter, ServicesStack.Receptor];

    [Fact]
    public async Task Each_alert_counts_once_and_each_report_is_written_once()
    {
        var random = Sizes.NewRandom();
        var load = new Load(random, Sizes.Alerts, Sizes.Keys);
        await using var stack = await ServicesStack.StartOnPostgresAsync(Services, Load.Prepare);

        var sending = load.SendAsync(stack);
        // Each service at least once, each in a part of the load of its own.
        for (var kill = 0; kill < Sizes.Kills; kill++)
        {
            var service = kill < Services.Length ? Services[kill] : random.GetItems(Services, 1)[0];
            var moment = (load.Count * kill / Sizes.Kills) + random.Next(1, load.Count / Sizes.Kills);
            await Patiently.UntilAsync(() => load.Sent >= moment, $"{moment} sendings are taken", Sizes.Seconds);
            await stack.KillAsync(service);
            await stack.StartAsync(service);
        }

        await sending;

        await load.ShouldBeDoneOnceAsync(stack);
    }
}
