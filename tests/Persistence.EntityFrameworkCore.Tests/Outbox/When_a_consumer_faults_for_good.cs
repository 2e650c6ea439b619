using AlertResponder.Persistence.EntityFrameworkCore.Outbox;
using AlertResponder.Persistence.EntityFrameworkCore.Tests.Model;
using AlertResponder.TestKit;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Outbox;

public sealed class When_a_consumer_faults_for_good
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FourHours = TimeSpan.FromHours(4);

    [Fact]
    public async Task The_row_stays_with_the_fault_until_the_next_start()
    {
        using var database = TestDatabase.Sqlite();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var script = Poison();
        await using (var first = await StartAsync(database, script, time))
        {
            var errors = await first.ListenAsync<Work>("slow-work_error");
            await first.PublishAsync(new Work("x"));

            (await FaultAsync(first, 1)).Should().BeEquivalentTo(
                new { FaultEndpoint = "slow-work", FaultType = "System.InvalidOperationException", FaultMessage = "poison", Attempts = 1 });
            await first.PublishAsync(new Unheard("passes"));
            await Patiently.UntilAsync(async () => (await first.OutboxAsync()).Count == 1, "the outbox goes on");
            script.Calls.Should().Be(1);
            errors().Should().Be(0, "a queue of errors in memory would only grow");
        }

        await using var second = await StartAsync(database, new Script(), time);

        await Wait.ForEmptyOutboxAsync(second);
        (await second.NotesAsync()).Should().Equal("any x", "x");
    }

    [Fact]
    public async Task It_is_delivered_again_without_a_start_after_longer_and_longer_pauses()
    {
        using var database = TestDatabase.Sqlite();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var script = new Script { OnWork = (_, call) => call <= 4 ? throw new InvalidOperationException("not yet") : Task.CompletedTask };
        await using var host = await StartAsync(database, script, time);
        await host.PublishAsync(new Work("x"));

        foreach (var (attempt, pause) in new[] { (1, Minute), (2, 2 * Minute), (3, 4 * Minute) })
        {
            (await FaultAsync(host, attempt)).AvailableAt.Should().Be(time.GetUtcNow() + pause);
            time.Advance(pause - TimeSpan.FromSeconds(1));
            await ProveQuietAsync(host, time);
            script.Calls.Should().Be(attempt);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        await FaultAsync(host, 4);
        time.Advance(8 * Minute);
        await Wait.ForEmptyOutboxAsync(host);
        (await host.NotesAsync()).Should().Equal("any x", "x");
    }

    [Fact]
    public async Task The_pauses_end_at_four_hours_and_the_fiftieth_fault_parks_it()
    {
        using var database = TestDatabase.Sqlite();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var script = Poison();
        await using (var first = await StartAsync(database, script, time))
        {
            await first.PublishAsync(new Work("x"));
            await FaultAsync(first, 1);
            var longAgo = time.GetUtcNow() - (3 * FourHours / 4);
            await first.ReadAsync(context => context.Set<OutboxRow>().ExecuteUpdateAsync(
                set => set.SetProperty(row => row.Attempts, 48).SetProperty(row => row.FaultedAt, longAgo), TestContext.Current.CancellationToken));
            time.Advance(Minute);
            (await FaultAsync(first, 49)).AvailableAt.Should().Be(time.GetUtcNow() + FourHours);
            time.Advance(FourHours);
            (await FaultAsync(first, 50)).AvailableAt.Should().BeNull();
            time.Advance(TimeSpan.FromDays(1));
            await ProveQuietAsync(first, time);
            script.Calls.Should().Be(3);
        }

        await using var second = await StartAsync(database, new Script(), time);
        await second.PublishAsync(new Work("y"));

        await Patiently.UntilAsync(async () => (await second.NotesAsync()).Contains("y"), "the outbox goes on");
        await Patiently.UntilAsync(async () => (await second.OutboxAsync()).Count == 1, "the parked one is left");
        (await second.NotesAsync()).Should().NotContain("x");
    }

    private static Script Poison() => new() { OnWork = (_, _) => throw new InvalidOperationException("poison") };

    /// <summary>Waits for a fault that is kept, and until the delivery is through with it: before, it would not find the row when its time comes.</summary>
    private static async Task<OutboxRow> FaultAsync(OutboxHost host, int attempt)
    {
        var kept = await Patiently.ForAsync(
            async () => (await host.OutboxAsync()).SingleOrDefault(row => row.Attempts == attempt && row.FaultedAt is not null), $"fault {attempt} is kept");
        var delivery = host.Services.GetServices<IHostedService>().OfType<OutboxDelivery<NoteContext>>().Single();
        await Patiently.UntilAsync(() => delivery.InFlight == 0, $"fault {attempt} is settled");
        return kept;
    }

    /// <summary>What has become due later than the row in question has gone: the table was read in between.</summary>
    private static async Task ProveQuietAsync(OutboxHost host, FakeTimeProvider time)
    {
        await host.ReadAsync(async context =>
        {
            var row = await context.Set<OutboxRow>().AsNoTracking().SingleAsync(TestContext.Current.CancellationToken);
            context.Add(new OutboxRow
            {
                MessageId = Guid.NewGuid(),
                Destination = row.Destination.Replace(nameof(Work), nameof(Unheard), StringComparison.Ordinal),
                ContentType = row.ContentType,
                Body = row.Body,
                AvailableAt = time.GetUtcNow(),
            });
            return await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        });
        time.Advance(TimeSpan.FromMilliseconds(250));
        await Patiently.UntilAsync(async () => (await host.OutboxAsync()).Count == 1, "what is due has gone");
    }

    private static Task<OutboxHost> StartAsync(TestDatabase database, Script script, TimeProvider time) => OutboxHost.StartAsync(database, bus =>
    {
        bus.AddSingleton(script);
        bus.AddConsumer<SlowWorkConsumer, SlowWorkDefinition>();
        bus.AddConsumer<AnyWorkConsumer, AnyWorkDefinition>();
    }, time, keepUntilConsumed: true, busOutbox: true);
}
