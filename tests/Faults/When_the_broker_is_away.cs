using System.Net;
using AlertResponder.TestKit;

namespace AlertResponder.Faults.Tests;

public sealed class When_the_broker_is_away
{
    [Fact]
    public async Task Senders_hear_503_and_all_that_was_taken_is_brought_to_its_end()
    {
        var load = new Load(Sizes.NewRandom(), Sizes.Alerts / 4, Sizes.Keys / 4);
        await using var world = await ServicesWorld.StartOnPostgresAsync(
            [ServicesWorld.Reviewer, ServicesWorld.Inspector, ServicesWorld.Emitter, ServicesWorld.Receptor], Load.Prepare);

        var sending = load.SendAsync(world);
        await Patiently.UntilAsync(() => load.Sent > load.Count / 4, "a part is taken", Sizes.Seconds);
        await world.Aws.KillAsync();
        await world.UntilAsync(async () => await world.ReadyAsync(ServicesWorld.Receptor) == HttpStatusCode.ServiceUnavailable, "the receptor is not ready");
        await Patiently.UntilAsync(() => load.Refused > 0, "senders hear 503", Sizes.Seconds);
        await world.Aws.RestartAsync();
        await sending;

        await load.ShouldBeDoneOnceAsync(world);
    }
}
