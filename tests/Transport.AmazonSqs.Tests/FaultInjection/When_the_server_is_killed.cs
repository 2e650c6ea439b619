using AlertResponder.TestKit;
using AlertResponder.TestKit.SqsSns;
using AlertResponder.Transport.AmazonSqs.Tests.Bus;

namespace AlertResponder.Transport.AmazonSqs.Tests.FaultInjection;

public sealed class When_the_server_is_killed
{
    [Fact]
    public async Task What_was_published_is_consumed_and_health_tells_of_it()
    {
        var folder = Directory.CreateTempSubdirectory("sqs-sns-");
        try
        {
            await using var server = await LocalSqsSns.StartAsync(folder.FullName);
            var tally = new Tally();
            await using var bus = await TestBus.StartAsync(server.Url, bus =>
            {
                bus.SetVisibilityTimeout(2);
                bus.AddTally(tally);
            });
            bus.Trouble().Should().BeNull();
            await using var load = new Load(bus.Bus);
            await Patiently.UntilAsync(() => tally.Distinct >= 50, "the load runs");

            await server.KillAsync();
            await Patiently.UntilAsync(() => bus.Trouble() is not null, "the bus is not healthy");
            bus.Trouble().Should().Contain("counted").And.Contain("refused");
            var before = load.Published.Count;
            await server.RestartAsync();

            await Patiently.UntilAsync(() => load.Published.Count >= before + 50, "the load runs again");
            await Patiently.UntilAsync(() => bus.Trouble() is null, "the bus is healthy again");
            await load.StopAsync();
            await tally.HasAllAsync(load.Published);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
