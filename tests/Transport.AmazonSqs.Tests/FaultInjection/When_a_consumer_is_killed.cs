using AlertResponder.TestKit;
using AlertResponder.Transport.AmazonSqs.Tests.Bus;
using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;

namespace AlertResponder.Transport.AmazonSqs.Tests.FaultInjection;

public sealed class When_a_consumer_is_killed(SharedServer server)
{
    [Fact]
    public async Task What_it_had_received_is_handled_by_the_next()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var tally = new Tally();
        await using var publisher = await TestBus.StartAsync(
            server.Url, configure: (_, transport) => transport.Publish<Counted>(topic => topic.SubscribeQueue("counted")));
        await using var load = new Load(publisher.Bus);

        for (var killed = 0; killed < 2; killed++)
        {
            await using var consumer = ConsumerProcess.Start(server.Url, publisher.Scope, tally);
            var before = tally.Distinct;
            var enough = random.Next(1, 200);
            await Patiently.UntilAsync(() => tally.Distinct >= before + enough, $"{enough} messages are handled");
        }

        await using var last = ConsumerProcess.Start(server.Url, publisher.Scope, tally);
        await load.StopAsync();
        await tally.HasAllAsync(load.Published);
        using var clients = new Clients(server.Url);
        await clients.IsEmptyAsync(publisher.Name("counted"));
    }
}
