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
        using var folder = new TemporaryFolder();
        var slow = new TaskCompletionSource();
        var script = new Script { OnWork = (_, _) => slow.Task };
        await using var host = await StartAsync(folder, script);

        await PublishAsync(host, new Work("x"));
        await Patiently.UntilAsync(async () => (await host.NotesAsync()).Contains("any x"), "the endpoint that takes the interface is done");
        await PublishAsync(host, new Unheard("nobody takes this"));
        await Patiently.UntilAsync(async () => (await host.OutboxAsync()).Count == 1, "only what is being consumed is left");
        (await host.OutboxAsync()).Should().ContainSingle().Which.PublishedType.Should().Contain(nameof(Work));
        slow.SetResult();

        await Wait.ForEmptyOutboxAsync(host);
    }

    [Fact]
    public async Task A_message_that_was_in_flight_comes_again_after_the_next_start_and_works_once()
    {
        using var folder = new TemporaryFolder();
        var hanging = new Script { OnWork = (context, _) => Task.Delay(Timeout.Infinite, context.CancellationToken) };
        await using (var first = await StartAsync(folder, hanging))
        {
            await PublishAsync(first, new Work("x"));
            await Patiently.UntilAsync(() => hanging.Calls == 1, "one endpoint has begun");
            await Patiently.UntilAsync(async () => (await first.NotesAsync()).Contains("any x"), "the other is done");
        }

        await using var second = await StartAsync(folder, new Script());

        await Wait.ForEmptyOutboxAsync(second);
        (await second.NotesAsync()).Should().Equal("any x", "x");
    }

    [Fact]
    public async Task A_poison_message_keeps_its_row_with_the_fault_until_the_next_start()
    {
        using var folder = new TemporaryFolder();
        var script = new Script { OnWork = (_, _) => throw new InvalidOperationException("poison") };
        await using (var first = await StartAsync(folder, script))
        {
            var errors = await first.ListenAsync<Work>("slow-work_error");
            await PublishAsync(first, new Work("x"));

            await Patiently.UntilAsync(async () => (await first.OutboxAsync()) is [{ FaultedAt: not null }], "the fault is kept");
            (await first.OutboxAsync()).Should().ContainSingle().Which.Should().BeEquivalentTo(
                new { FaultEndpoint = "slow-work", FaultType = "System.InvalidOperationException", FaultMessage = "poison", Attempts = 1, AvailableAt = (long?)null });
            await PublishAsync(first, new Unheard("passes"));
            await Patiently.UntilAsync(async () => (await first.OutboxAsync()).Count == 1, "the outbox goes on");
            script.Calls.Should().Be(1, "it is not delivered again before the next start");
            errors().Should().Be(0, "a queue of errors in memory would only grow");
        }

        await using var second = await StartAsync(folder, new Script());

        await Wait.ForEmptyOutboxAsync(second);
        (await second.NotesAsync()).Should().Equal("any x", "x");
    }

    [Fact]
    public async Task A_message_that_faulted_fifty_times_is_parked()
    {
        using var folder = new TemporaryFolder();
        var script = new Script { OnWork = (_, _) => throw new InvalidOperationException("poison") };
        await using (var first = await StartAsync(folder, script))
        {
            await PublishAsync(first, new Work("x"));
            await Patiently.UntilAsync(async () => (await first.OutboxAsync()) is [{ FaultedAt: not null }], "the fault is kept");
            await first.ReadAsync(async context =>
            {
                context.Set<OutboxRow>().Single().Attempts = OutboxTable<NoteContext>.FaultLimit;
                return await context.SaveChangesAsync(TestContext.Current.CancellationToken);
            });
        }

        var calm = new Script();
        await using var second = await StartAsync(folder, calm);
        await PublishAsync(second, new Work("y"));

        await Patiently.UntilAsync(async () => (await second.NotesAsync()).Contains("y"), "the outbox goes on");
        await Patiently.UntilAsync(async () => (await second.OutboxAsync()).Count == 1, "the parked one is left");
        (await second.NotesAsync()).Should().NotContain("x");
    }

    [Fact]
    public async Task No_more_than_a_thousand_of_a_destination_are_in_flight()
    {
        const int messages = 2_500;
        using var folder = new TemporaryFolder();
        var gate = new TaskCompletionSource();
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        await using var host = await StoreHost.StartAsync(folder.Path, bus => bus.AddConsumer<GatedConsumer>(), keepUntilConsumed: true, busOutbox: true,
            services: services => services.AddSingleton(gate).AddSingleton(seen));

        await PublishAsync(host, [.. Enumerable.Range(0, messages).Select(i => new Followed($"{i}"))]);
        var delivery = host.Services.GetServices<IHostedService>().OfType<OutboxDelivery<NoteContext>>().Single();
        await Patiently.UntilAsync(() => delivery.InFlight == InFlightRows.LimitPerDestination, "the limit is reached");
        (await host.OutboxAsync()).Should().HaveCount(messages);
        delivery.InFlight.Should().Be(InFlightRows.LimitPerDestination);
        gate.SetResult();

        await Patiently.UntilAsync(async () => (await host.OutboxAsync()).Count == 0, "all are consumed", 60);
        seen.Should().HaveCount(messages);
        seen.Values.Should().OnlyContain(count => count == 1);
    }

    [Fact]
    public async Task A_batch_is_consumed_when_its_transaction_is_committed()
    {
        using var folder = new TemporaryFolder();
        var gate = new TaskCompletionSource();
        var script = new Script { OnWork = (_, _) => gate.Task };
        await using var host = await StoreHost.StartAsync(folder.Path, bus =>
        {
            bus.AddSingleton(script).AddSingleton<Heard>();
            bus.AddConsumer<BatchConsumer, BatchDefinition>();
            bus.AddConsumer<FollowedConsumer>();
        }, keepUntilConsumed: true, busOutbox: true);

        await PublishAsync(host, [.. Enumerable.Range(0, 10).Select(i => new Work($"{i}"))]);
        await Patiently.UntilAsync(() => script.Calls == 1, "the batch has begun");
        (await host.OutboxAsync()).Should().HaveCount(10);
        gate.SetResult();

        await Wait.ForEmptyOutboxAsync(host);
        (await host.NotesAsync()).Should().HaveCount(10);
    }

    private static async Task PublishAsync(StoreHost host, params object[] messages)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var publisher = scope.ServiceProvider.GetRequiredService<IPublishEndpoint>();
        foreach (var message in messages) await publisher.Publish(message, TestContext.Current.CancellationToken);
        await scope.ServiceProvider.GetRequiredService<NoteContext>().SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    private static Task<StoreHost> StartAsync(TemporaryFolder folder, Script script) => StoreHost.StartAsync(folder.Path, bus =>
    {
        bus.AddSingleton(script);
        bus.AddConsumer<SlowWorkConsumer, SlowWorkDefinition>();
        bus.AddConsumer<AnyWorkConsumer, AnyWorkDefinition>();
    }, keepUntilConsumed: true, busOutbox: true);
}
