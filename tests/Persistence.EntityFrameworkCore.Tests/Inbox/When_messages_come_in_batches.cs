using AlertResponder.Persistence.EntityFrameworkCore.Tests.Model;
using AlertResponder.TestKit;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Inbox;

public sealed class When_messages_come_in_batches
{
    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task A_repeat_in_the_batch_and_a_repeat_of_an_earlier_batch_are_left_out(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        var heard = new Heard();
        await using var host = await StartAsync(database, new Script(), heard);
        var consumed = host.ObserveConsumed();
        var ids = Enumerable.Range(0, 8).Select(_ => NewId.NextGuid()).ToArray();

        foreach (var index in (int[])[0, 1, 2, 2, 3, 0, 4, 5, 6, 7]) await PublishAsync(host, ids[index], $"{index}");
        await Patiently.UntilAsync(() => consumed.Of<Batch<Work>>() == 1, "the first batch is consumed");
        foreach (var index in (int[])[7, 6, 5]) await PublishAsync(host, ids[index], $"{index}");

        await Patiently.UntilAsync(() => consumed.Of<Batch<Work>>() == 2, "the second batch is consumed");
        await Patiently.UntilAsync(() => heard.Count == 1, "the first batch is told of");
        await Wait.ForEmptyOutboxAsync(host);
        (await host.NotesAsync()).Should().Equal("0", "1", "2", "3", "4", "5", "6", "7");
        heard.Texts.Should().Equal("batch of 8");
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task A_lost_race_runs_the_whole_batch_again_with_nothing_left_over(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        var heard = new Heard();
        var script = new Script { OnWork = (_, call) => call == 2 ? throw new DbUpdateConcurrencyException("another was first") : Task.CompletedTask };
        await using var host = await StartAsync(database, script, heard);

        await PublishAsync(host, NewId.NextGuid(), "a");
        await PublishAsync(host, NewId.NextGuid(), "b");

        await Patiently.UntilAsync(() => heard.Count >= 1, "the batch is told of");
        (await host.NotesAsync()).Should().Equal("a", "b");
        heard.Texts.Should().Equal("batch of 2");
    }

    private static Task PublishAsync(OutboxHost host, Guid messageId, string text) =>
        host.Bus.Publish(new Work(text), context => context.MessageId = messageId, TestContext.Current.CancellationToken);

    private static Task<OutboxHost> StartAsync(TestDatabase database, Script script, Heard heard) => OutboxHost.StartAsync(database, bus =>
    {
        bus.AddSingleton(script).AddSingleton(heard);
        bus.AddConsumer<BatchConsumer, BatchDefinition>();
        bus.AddConsumer<FollowedConsumer>();
    });
}
