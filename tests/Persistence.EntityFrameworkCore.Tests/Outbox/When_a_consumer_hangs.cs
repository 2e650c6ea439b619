using System.Collections.Concurrent;
using AlertResponder.Persistence.EntityFrameworkCore.Outbox;
using AlertResponder.Persistence.EntityFrameworkCore.Tests.Model;
using AlertResponder.TestKit;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Outbox;

public sealed class When_a_consumer_hangs
{
    private const int Messages = 2_500;

    /// <summary>Opens when the test ends, however that ends: a host waits for its consumers.</summary>
    private sealed class Gate : TaskCompletionSource, IDisposable
    {
        public void Dispose() => TrySetResult();
    }

    [Fact]
    public async Task Its_rows_hold_back_neither_other_messages_nor_timers()
    {
        using var database = TestDatabase.Sqlite();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var gate = new Gate();
        await using var host = await StartAsync(database, time, gate);
        using var opened = gate;
        var id = Guid.NewGuid();

        await host.PublishAsync([.. Followed()]);
        await host.PublishAsync(new Step(id, 1));
        await Patiently.UntilAsync(() => host.Services.GetRequiredService<Heard>().Count == 1, "a message that is handed over arrives");
        await host.PublishAsync(new Arm(id, 3_600));
        await Patiently.UntilAsync(async () => (await CountAsync(host, id))?.TimerToken is not null, "the timer is armed");
        time.Advance(TimeSpan.FromHours(1));

        await Patiently.UntilAsync(async () => (await CountAsync(host, id))?.TimersFired == 1, "the timer fires");
        await Patiently.UntilAsync(async () => (await host.OutboxAsync()).Count == Messages, "only the rows of the hanging consumer are left");
        gate.SetResult();
        await Patiently.UntilAsync(async () => (await host.OutboxAsync()).Count == 0, "all are consumed", 60);
    }

    [Fact]
    public async Task Its_rows_that_are_found_in_the_table_hold_back_nothing_either()
    {
        using var database = TestDatabase.Sqlite();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var gate = new Gate();
        await using var host = await StartAsync(database, time, gate);
        using var opened = gate;
        var id = Guid.NewGuid();

        await host.PublishAsync(TimeSpan.FromMinutes(59), [.. Followed()]);
        await host.PublishAsync(new Arm(id, 3_600));
        await Patiently.UntilAsync(async () => (await CountAsync(host, id))?.TimerToken is not null, "the timer is armed");
        time.Advance(TimeSpan.FromHours(1));

        await Patiently.UntilAsync(async () => (await CountAsync(host, id))?.TimersFired == 1, "the timer fires");
        await Patiently.UntilAsync(async () => (await host.OutboxAsync()).Count == Messages, "only the rows of the hanging consumer are left");
        gate.SetResult();
        await Patiently.UntilAsync(async () => (await host.OutboxAsync()).Count == 0, "all are consumed", 60);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Messages)]
    public async Task Its_service_says_that_it_is_degraded_and_for_how_long(int messages)
    {
        using var database = TestDatabase.Sqlite();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var gate = new Gate();
        await using var host = await StartAsync(database, time, gate);
        using var opened = gate;
        var health = host.Services.GetRequiredService<HealthCheckService>();

        await host.PublishAsync([.. Followed().Take(messages)]);
        await Patiently.UntilAsync(
            async () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return (await health.CheckHealthAsync(TestContext.Current.CancellationToken)).Status == HealthStatus.Degraded;
            },
            "the stall shows");
        var stalled = (await health.CheckHealthAsync(TestContext.Current.CancellationToken)).Entries["outbox-notes"];
        gate.SetResult();

        stalled.Tags.Should().Contain(StallHealthCheck.Tag);
        stalled.Description.Should().MatchRegex("^a message to [A-Za-z.:-]+ has been due for [0-9]+ s$");
        stalled.Data[StallHealthCheck.AgeSeconds].Should().BeOfType<int>().Which.Should().BeGreaterThan(60);
        await Patiently.UntilAsync(
            async () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return (await health.CheckHealthAsync(TestContext.Current.CancellationToken)).Status == HealthStatus.Healthy;
            },
            "it goes on",
            60);
    }

    [Fact]
    public async Task Finding_what_is_due_reads_neither_its_rows_nor_those_that_are_not_due()
    {
        using var database = TestDatabase.Sqlite();
        await using var host = await StartAsync(database, TimeProvider.System, new Gate());

        var plan = await host.ReadAsync(async context =>
        {
            await context.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
            await using var command = new SqliteOutboxSql().CreateDueCommand(context, DateTimeOffset.MinValue, ["full"], limit: 10);
            command.CommandText = $"EXPLAIN QUERY PLAN {command.CommandText}";
            await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            var steps = new List<string>();
            while (await reader.ReadAsync(TestContext.Current.CancellationToken)) steps.Add(reader.GetString(3));
            return steps;
        });

        plan.Should().Contain(step => step.Contains("ix_outbox_destination_available_at (destination=? AND available_at<?)"));
        plan.Should().NotContain(step => step.StartsWith("SCAN outbox") || step.StartsWith("SCAN due") || step.Contains("TEMP B-TREE"), "each is found by an index");
    }

    private static IEnumerable<object> Followed() => Enumerable.Range(0, Messages).Select(i => new Followed($"{i}"));

    private static Task<Count?> CountAsync(OutboxHost host, Guid id) =>
        host.ReadAsync(context => context.Counts.AsNoTracking().SingleOrDefaultAsync(count => count.CorrelationId == id));

    private static Task<OutboxHost> StartAsync(TestDatabase database, TimeProvider time, Gate gate) => OutboxHost.StartAsync(database, bus =>
    {
        bus.AddSingleton<Heard>();
        bus.AddSingleton(new ConcurrentDictionary<string, int>());
        bus.AddSingleton<TaskCompletionSource>(gate);
        bus.AddConsumer<GatedConsumer>();
        bus.AddConsumer<SteppedConsumer>();
        bus.AddSagaStateMachine<CountStateMachine, Count, CountDefinition>()
            .EntityFrameworkRepository(repository => repository.ExistingDbContext<NoteContext>());
    }, time, keepUntilConsumed: true, busOutbox: true);
}
