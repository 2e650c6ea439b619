using AlertResponder.Persistence.EntityFrameworkCore.Outbox;
using AlertResponder.Persistence.EntityFrameworkCore.Tests.Model;
using AlertResponder.Redelivery;
using AlertResponder.TestKit;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Outbox;

/// <summary>In process a message that failed waits for its next try in its row, without a concurrency slot.</summary>
public sealed class When_failed_messages_wait
{
    private const int Slots = 4;
    private const int Poisoned = 2 * Slots;
    private static readonly TimeSpan Delay = TimeSpan.FromMinutes(10);

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task A_bystander_is_handled_though_more_wait_than_there_are_slots(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        var script = Poison();
        await using var host = await StartAsync(database, script, [Delay]);
        await host.PublishAsync([.. Enumerable.Range(1, Poisoned).Select(number => new Work($"poison {number}"))]);
        await Patiently.UntilAsync(() => script.Calls == Poisoned, "each was tried");

        await host.PublishAsync(new Work("bystander"));

        await Patiently.UntilAsync(async () => (await host.NotesAsync()).Contains("bystander"), "the bystander is handled");
        (await WaitingAsync(host, Poisoned)).Should().AllSatisfy(row =>
        {
            row.AvailableAt.Should().BeCloseTo(_time.GetUtcNow() + Delay, TimeSpan.FromMicroseconds(1), "the database is as exact as that");
            row.FaultedAt.Should().BeNull();
        });
        script.Calls.Should().Be(Poisoned + 1);
        (await host.NotesAsync()).Should().Equal("bystander");
        (await host.InboxCountAsync()).Should().Be(1, "what a try has left is rolled back");
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task A_restart_keeps_the_delay_and_the_tries_and_after_the_last_one_the_row_is_faulted(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        await using (var first = await StartAsync(database, Poison(), [Delay]))
        {
            await first.PublishAsync(new Work("poison"));
            await WaitingAsync(first, 1);
        }

        var script = Poison();
        await using var second = await StartAsync(database, script, [Delay]);
        await second.PublishAsync(new Work("bystander"));
        await Patiently.UntilAsync(async () => (await second.NotesAsync()).Contains("bystander"), "the bystander is handled");
        script.Calls.Should().Be(1, "the other one is not due");

        _time.Advance(Delay);

        var faulted = await Patiently.ForAsync(async () => (await second.OutboxAsync()).SingleOrDefault(row => row.FaultedAt is not null), "it is faulted");
        faulted.Should().BeEquivalentTo(
            new { Attempts = 2, FaultEndpoint = "work", FaultMessage = "poison", AvailableAt = faulted.FaultedAt + TimeSpan.FromMinutes(1) });
    }

    [Fact]
    public async Task What_came_from_no_outbox_is_tried_again_in_place()
    {
        using var database = TestDatabase.Sqlite();
        var script = Poison();
        await using var host = await StartAsync(database, script, [Delay, Delay]);

        await host.Bus.Publish(new Work("poison"), TestContext.Current.CancellationToken);

        await Patiently.UntilAsync(() => script.Calls == 3, "all tries are made");
    }

    [Fact]
    public async Task Others_that_took_the_message_do_not_take_it_again()
    {
        using var database = TestDatabase.Sqlite();
        var script = new Script { OnWork = (_, call) => call == 1 ? throw new InvalidOperationException("the first time") : Task.CompletedTask };
        await using var host = await StartAsync(database, script, [Delay], bus => bus.AddConsumer<AnyWorkConsumer, AnyWorkDefinition>());
        await host.PublishAsync(new Work("x"));
        await WaitingAsync(host, 1);

        _time.Advance(Delay);

        await Wait.ForEmptyOutboxAsync(host);
        (await host.NotesAsync()).Should().Equal("any x", "x");
    }

    private static Script Poison() => new()
    {
        OnWork = (work, _) => work.Message.Text.StartsWith("poison", StringComparison.Ordinal) ? throw new InvalidOperationException("poison") : Task.CompletedTask,
    };

    /// <summary>The rows that were put back, as soon as there are so many.</summary>
    private static Task<List<OutboxRow>> WaitingAsync(OutboxHost host, int count) => Patiently.ForAsync(
        async () => (await host.OutboxAsync()).Where(row => row.Attempts == 1).ToList() is { } rows && rows.Count == count ? rows : null, $"{count} rows wait");

    private Task<OutboxHost> StartAsync(
        TestDatabase database, Script script, TimeSpan[] delays, Action<IBusRegistrationConfigurator>? more = null) => OutboxHost.StartAsync(database, bus =>
    {
        bus.AddSingleton(script).AddSingleton(new Delays(delays));
        bus.AddConsumer<WorkConsumer, WaitingDefinition>();
        more?.Invoke(bus);
    }, _time, keepUntilConsumed: true, busOutbox: true);

    private sealed record Delays(TimeSpan[] All);

    private sealed class WaitingDefinition : ConsumerDefinition<WorkConsumer>
    {
        public WaitingDefinition() => ConcurrentMessageLimit = Slots;

        protected override void ConfigureConsumer(
            IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<WorkConsumer> consumerConfigurator, IRegistrationContext context)
        {
            endpointConfigurator.UseRedelivery(context, context.GetRequiredService<Delays>().All);
            endpointConfigurator.UseEntityFrameworkOutbox<NoteContext>(context);
        }
    }
}
