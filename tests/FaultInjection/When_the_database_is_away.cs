using System.Diagnostics;
using System.Net;
using AlertResponder.TestKit;

namespace AlertResponder.FaultInjection.Tests;

public sealed class When_the_database_is_away
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Alerts_are_taken_all_the_while_and_nothing_is_lost(bool crashes)
    {
        var load = new Load(Sizes.NewRandom(), Sizes.Alerts / 2, Sizes.Keys / 2);
        await using var stack = await ServicesStack.StartOnPostgresAsync(
            [ServicesStack.Reviewer, ServicesStack.Inspector, ServicesStack.Emitter, ServicesStack.Receptor], Load.Prepare);

        var sending = load.SendAsync(stack);
        await Patiently.UntilAsync(() => load.Sent > load.Count / 4, "a part is taken", Sizes.Seconds);
        await (crashes ? stack.Postgres.KillAsync() : stack.Postgres.StopAsync());
        var (away, before) = (Stopwatch.StartNew(), load.Sent);
        await stack.UntilAsync(() => AreReadyAsync(stack, HttpStatusCode.ServiceUnavailable), "those with a database have noticed");
        await stack.UntilAsync(
            () => Task.FromResult(load.Sent > before + (load.Count / 4) && away.Elapsed >= Sizes.Outage),
            () => $"alerts are taken without a database: {load.Sent - before}", Sizes.Seconds);
        (await AreReadyAsync(stack, HttpStatusCode.ServiceUnavailable)).Should().BeTrue("it is still away");
        await stack.Postgres.RestartAsync();
        await sending;

        load.Refused.Should().Be(0, "the receptor needs no database");
        await load.ShouldBeDoneOnceAsync(stack);
        await stack.UntilAsync(() => AreReadyAsync(stack, HttpStatusCode.OK), "all are ready again");
    }

    private static async Task<bool> AreReadyAsync(ServicesStack stack, HttpStatusCode status) =>
        await stack.ReadyAsync(ServicesStack.Receptor) == HttpStatusCode.OK
        && await stack.ReadyAsync(ServicesStack.Reviewer) == status && await stack.ReadyAsync(ServicesStack.Emitter) == status;
}
