using AlertResponder.Persistence.EntityFrameworkCore.Outbox;
using AlertResponder.Persistence.EntityFrameworkCore.Tests.Model;
using AlertResponder.TestKit;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Outbox;

public sealed class When_the_transport_forgets
{
    [Fact]
    public async Task A_row_stays_until_the_slowest_endpoint_is_done()
    {
        using var database = TestDatabase.Sqlite();
        var slow = new TaskCompletionSource();
        var script = new Script { OnWork = (_, _) => slow.Task };
        await using var host = await StartAsync(database, script);

        await host.PublishAsync(new Work("x"));
        await Patiently.UntilAsync(async () => (await host.NotesAsync()).Contains("any x"), "the endpoint that takes the interface is done");
        await host.PublishAsync(new Unheard("nobody takes this"));
        await Patiently.UntilAsync(async () => (await host.OutboxAsync()).Count == 1, "only what is being consumed is left");
        (await host.OutboxAsync()).Should().ContainSingle().Which.PublishedType.Should().Contain(nameof(Work));
        slow.SetResult();

        await Wait.ForEmptyOutboxAsync(host);
    }

    [Fact]
    public async Task A_message_that_was_in_flight_comes_again_after_the_next_start_and_works_once()
    {
        using var database = TestDatabase.Sqlite();
        var hanging = new Script { OnWork = (context, _) => Task.Delay(Timeout.Infinite, context.CancellationToken) };
        await using (var first = await StartAsync(database, hanging))
        {
            await first.PublishAsync(new Work("x"));
            await Patiently.UntilAsync(() => hanging.Calls == 1, "one endpoint has begun");
            await Patiently.UntilAsync(async () => (await first.NotesAsync()).Contains("any x"), "the other is done");
        }

        await using var second = await StartAsync(database, new Script());

        await Wait.ForEmptyOutboxAsync(second);
        (await second.NotesAsync()).Should().Equal("any x", "x");
    }

    [Fact]
    public async Task No_more_than_a_thousand_of_a_destination_are_in_flight()
    {
        const int messages = 2_500;
        using var database = TestDatabase.Sqlite();
        var gate = new TaskCompletionSource();
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        await using var host = await OutboxHost.StartAsync(database, bus => bus.AddConsumer<GatedConsumer>(), keepUntilConsumed: true, busOutbox: true,
            services: services => services.AddSingleton(gate).AddSingleton(seen));

        await host.PublishAsync([.. Enumerable.Range(0, messages).Select(i => new Followed($"{i}"))]);
        var delivery = host.Services.GetServices<IHostedService>().OfType<OutboxDelivery<NoteContext>>().Single();
        await Patiently.UntilAsync(() => delivery.InFlight == InFlightRows.MaxPerDestination, "the limit is reached");
        (await host.OutboxAsync()).Should().HaveCount(messages);
        delivery.InFlight.Should().Be(InFlightRows.MaxPerDestination);
        gate.SetResult();

        await Patiently.UntilAsync(async () => (await host.OutboxAsync()).Count == 0, "all are consumed", 60);
        seen.Should().HaveCount(messages);
        seen.Values.Should().OnlyContain(count => count == 1);
    }

    [Fact]
    public async Task A_batch_is_consumed_when_its_transaction_is_committed()
    {
        using var database = TestDatabase.Sqlite();
        var gate = new TaskCompletionSource();
        var script = new Script { OnWork = (_, _) => gate.Task };
        await using var host = await OutboxHost.StartAsync(database, bus =>
        {
            bus.AddSingleton(script).AddSingleton<Heard>();
            bus.AddConsumer<BatchConsumer, BatchDefinition>();
            bus.AddConsumer<FollowedConsumer>();
        }, keepUntilConsumed: true, busOutbox: true);

        await host.PublishAsync([.. Enumerable.Range(0, 10).Select(i => new Work($"{i}"))]);
        await Patiently.UntilAsync(() => script.Calls == 1, "the batch has begun");
        (await host.OutboxAsync()).Should().HaveCount(10);
        gate.SetResult();

        await Wait.ForEmptyOutboxAsync(host);
        (await host.NotesAsync()).Should().HaveCount(10);
    }

    private static Task<OutboxHost> StartAsync(TestDatabase database, Script script) => OutboxHost.StartAsync(database, bus =>
    {
        bus.AddSingleton(script);
        bus.AddConsumer<SlowWorkConsumer, SlowWorkDefinition>();
        bus.AddConsumer<AnyWorkConsumer, AnyWorkDefinition>();
    }, keepUntilConsumed: true, busOutbox: true);
}
