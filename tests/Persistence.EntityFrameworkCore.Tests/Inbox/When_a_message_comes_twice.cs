using AlertResponder.Persistence.EntityFrameworkCore.Tests.Model;
using AlertResponder.TestKit;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Inbox;

public sealed class When_a_message_comes_twice
{
    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task The_second_is_consumed_quietly(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        var heard = new Heard();
        await using var host = await OutboxHost.StartAsync(database, bus =>
        {
            bus.AddSingleton(heard).AddSingleton<Script>();
            bus.AddConsumer<WorkConsumer, WorkDefinition>();
            bus.AddConsumer<FollowedConsumer>();
        });
        var consumed = host.ObserveConsumed();
        var skipped = await host.ListenAsync<Work>("work_skipped");
        var messageId = NewId.NextGuid();

        for (var i = 0; i < 5; i++) await host.Bus.Publish(new Work("once"), context => context.MessageId = messageId, TestContext.Current.CancellationToken);

        await Patiently.UntilAsync(() => consumed.Of<Work>() == 5, "all five are consumed");
        await Wait.ForEmptyOutboxAsync(host);
        (await host.NotesAsync()).Should().Equal("once");
        heard.Texts.Should().Equal("once");
        skipped().Should().Be(0);
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task Each_consumer_of_an_endpoint_takes_it_once(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        await using var host = await OutboxHost.StartAsync(database, bus =>
        {
            bus.AddSingleton<Script>();
            bus.AddConsumer<WorkConsumer, WorkDefinition>().Endpoint(endpoint => endpoint.Name = "both");
            bus.AddConsumer<AnyWorkConsumer, AnyWorkDefinition>().Endpoint(endpoint => endpoint.Name = "both");
        });
        var consumed = host.ObserveConsumed();
        var messageId = NewId.NextGuid();

        for (var i = 0; i < 3; i++) await host.Bus.Publish(new Work("x"), context => context.MessageId = messageId, TestContext.Current.CancellationToken);

        await Patiently.UntilAsync(() => consumed.Of<Work>() >= 3 && consumed.Of<IWork>() >= 3, "all are consumed");
        (await host.NotesAsync()).Should().Equal("any x", "x");
    }
}
