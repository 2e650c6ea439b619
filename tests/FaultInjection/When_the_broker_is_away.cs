using System.Net;
using AlertResponder.TestKit;

namespace AlertResponder.FaultInjection.Tests;

public sealed class When_the_broker_is_away
{
    [Fact]
    public async Task Senders_hear_503_and_all_that_was_taken_is_brought_to_its_end()
    {
        var load = new Load(Sizes.NewRandom(), Sizes.Alerts / 4, Sizes.Keys / 4);
        await using var stack = await ServicesStack.StartOnPostgresAsync(
            [ServicesStack.Reviewer, ServicesStack.Inspector, ServicesStack.Emitter, ServicesStack.Receptor], Load.Prepare);

        var sending = load.SendAsync(stack);
        await Patiently.UntilAsync(() => load.Sent > load.Count / 4, "a part is taken", Sizes.Seconds);
        await stack.Aws.KillAsync();
        await stack.UntilAsync(async () => await stack.ReadyAsync(ServicesStack.Receptor) == HttpStatusCode.ServiceUnavailable, "the receptor is not ready");
        await Patiently.UntilAsync(() => load.Refused > 0, "senders hear 503", Sizes.Seconds);
        await stack.Aws.RestartAsync();
        await sending;

        await load.ShouldBeDoneOnceAsync(stack);
    }
}
