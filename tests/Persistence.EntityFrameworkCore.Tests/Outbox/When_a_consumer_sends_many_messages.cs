using AlertResponder.Persistence.EntityFrameworkCore.Tests.Model;
using AlertResponder.TestKit;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Outbox;

public sealed class When_a_consumer_sends_many_messages
{
    private const int Many = 100;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task Each_message_of_a_consumer_that_sends_many_is_delivered_once(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        var heard = new Heard();
        var script = new Script
        {
            OnWork = async (context, _) =>
            {
                for (var i = 0; i < Many; i++) await context.Publish(new Followed($"{i:000}"), Cancel);
            },
        };
        await using var host = await OutboxHost.StartAsync(database, bus =>
        {
            bus.AddSingleton(script).AddSingleton(heard);
            bus.AddConsumer<WorkConsumer, WorkDefinition>();
            bus.AddConsumer<FollowedConsumer>();
        });
        var consumed = host.ObserveConsumed();

        await host.Bus.Publish(new Work("many"), Cancel);

        await Patiently.UntilAsync(() => heard.Count > Many, "all are heard");
        await Wait.ForEmptyOutboxAsync(host);
        heard.Texts.Order().Should().Equal([.. Enumerable.Range(0, Many).Select(i => $"{i:000}"), "many"]);
        consumed.Of<Followed>().Should().Be(Many + 1, "what is handed over must not be found in the table once more");
    }
}
