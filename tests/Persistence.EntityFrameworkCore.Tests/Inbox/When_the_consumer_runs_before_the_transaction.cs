using AlertResponder.Persistence.EntityFrameworkCore.Tests.Model;
using AlertResponder.TestKit;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Inbox;

public sealed class When_the_consumer_runs_before_the_transaction
{
    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task Others_can_write_while_it_waits_for_an_answer(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        var heard = new Heard();
        var answer = new TaskCompletionSource();
        var script = new Script { OnWork = (_, _) => answer.Task };
        await using var host = await StartAsync(database, script, heard);

        await host.Bus.Publish(new Work("slow"), TestContext.Current.CancellationToken);
        await Patiently.UntilAsync(() => script.Calls == 1, "the consumer waits");
        await host.ReadAsync(async context =>
        {
            context.Notes.Add(new Note { Text = "meanwhile" });
            return await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        });
        (await host.OutboxAsync()).Should().BeEmpty("what it sends is held in memory");
        answer.SetResult();

        await Patiently.UntilAsync(() => heard.Count == 1, "what it sent is delivered");
        (await host.InboxCountAsync()).Should().Be(1);
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task A_repeated_message_does_not_reach_it_again(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        var heard = new Heard();
        var script = new Script();
        await using var host = await StartAsync(database, script, heard);
        var consumed = host.ObserveConsumed();
        var messageId = NewId.NextGuid();

        await host.Bus.Publish(new Work("x"), context => context.MessageId = messageId, TestContext.Current.CancellationToken);
        await Patiently.UntilAsync(() => heard.Count == 1, "the first is done");
        await host.Bus.Publish(new Work("x"), context => context.MessageId = messageId, TestContext.Current.CancellationToken);

        await Patiently.UntilAsync(() => consumed.Of<Work>() == 2, "the second is consumed");
        script.Calls.Should().Be(1);
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task Twins_at_the_same_time_both_run_and_one_is_heard(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        var heard = new Heard();
        var both = new TaskCompletionSource();
        var script = new Script
        {
            OnWork = (_, call) =>
            {
                if (call == 2) both.SetResult();
                return both.Task;
            },
        };
        await using var host = await StartAsync(database, script, heard);
        var consumed = host.ObserveConsumed();
        var messageId = NewId.NextGuid();

        await host.Bus.Publish(new Work("twin"), context => context.MessageId = messageId, TestContext.Current.CancellationToken);
        await host.Bus.Publish(new Work("twin"), context => context.MessageId = messageId, TestContext.Current.CancellationToken);

        await Patiently.UntilAsync(() => consumed.Of<Work>() == 2, "both are consumed");
        await Wait.ForEmptyOutboxAsync(host);
        await Patiently.UntilAsync(() => heard.Count > 0, "what they sent is heard");
        heard.Texts.Should().Equal("twin");
    }

    private static Task<OutboxHost> StartAsync(TestDatabase database, Script script, Heard heard) => OutboxHost.StartAsync(database, bus =>
    {
        bus.AddSingleton(script).AddSingleton(heard);
        bus.AddConsumer<SlowWorkConsumer, SlowWorkDefinition>();
        bus.AddConsumer<FollowedConsumer>();
    });
}
