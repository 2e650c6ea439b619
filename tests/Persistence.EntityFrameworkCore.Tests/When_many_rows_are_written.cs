using AlertResponder.Persistence.EntityFrameworkCore.Tests.Model;
using AlertResponder.TestKit;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests;

public sealed class When_many_rows_are_written
{
    private const int Many = 100;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task Each_message_of_a_consumer_that_sends_many_is_delivered_once(Engine engine)
    {
        using var store = await TestStore.CreateAsync(engine);
        var heard = new Heard();
        var script = new Script
        {
            OnWork = async (context, _) =>
            {
                for (var i = 0; i < Many; i++) await context.Publish(new Followed($"{i:000}"), Cancel);
            },
        };
        await using var host = await StoreHost.StartAsync(store, bus =>
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

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task Entities_are_there_after_the_commit_and_not_after_a_rollback(Engine engine)
    {
        using var store = await TestStore.CreateAsync(engine);
        await using var host = await StoreHost.StartAsync(store, _ => { });

        foreach (var (name, commit) in new[] { ("kept", true), ("dropped", false) })
            await InTransactionAsync(
                host, context => context.BulkInsertAsync([.. Enumerable.Range(0, Many).Select(i => new Note { Text = $"{name} {i:000}" })], Cancel), commit);

        (await host.NotesAsync()).Should().Equal(Enumerable.Range(0, Many).Select(i => $"kept {i:000}"));
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task Rows_that_differ_in_other_columns_are_each_updated_in_theirs(Engine engine)
    {
        using var store = await TestStore.CreateAsync(engine);
        await using var host = await StoreHost.StartAsync(store, _ => { });
        var counts = Enumerable.Range(0, Many).Select(i => new Count { CorrelationId = Guid.CreateVersion7(), Steps = i, TimerToken = Guid.NewGuid() }).ToList();
        await InTransactionAsync(host, context => context.BulkInsertAsync(counts, Cancel));

        await InTransactionAsync(host, async context =>
        {
            var now = await context.Counts.AsNoTracking().OrderBy(count => count.CorrelationId).ForUpdate().ToListAsync(Cancel);
            var before = now.ConvertAll(count => count.Copy());
            foreach (var count in now)
            {
                if (count.Steps % 3 > 0) count.Sum = count.Steps;
                if (count.Steps % 3 == 2) (count.CurrentState, count.TimerToken) = ("changed", null);
            }

            await context.BulkUpdateAsync([.. before.Zip(now)], Cancel);
        });

        var stored = await host.ReadAsync(context => context.Counts.AsNoTracking().OrderBy(count => count.CorrelationId).ToListAsync(Cancel));
        stored.Should().BeEquivalentTo(counts.Select(count => new
        {
            count.CorrelationId,
            count.Steps,
            Sum = count.Steps % 3 > 0 ? count.Steps : 0L,
            CurrentState = count.Steps % 3 == 2 ? "changed" : "",
            TimerToken = count.Steps % 3 == 2 ? null : count.TimerToken,
            Version = count.Steps % 3 > 0 ? 1 : 0,
        }));
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task Row_that_another_has_changed_is_a_lost_race(Engine engine)
    {
        using var store = await TestStore.CreateAsync(engine);
        await using var host = await StoreHost.StartAsync(store, _ => { });
        var before = new Count { CorrelationId = Guid.CreateVersion7() };
        await InTransactionAsync(host, context => context.BulkInsertAsync([before.Copy()], Cancel));
        await InTransactionAsync(host, context => context.Counts.ExecuteUpdateAsync(set => set.SetProperty(count => count.Version, 1), Cancel));
        var now = before.Copy();
        now.Sum = 5;

        var updating = () => InTransactionAsync(host, context => context.BulkUpdateAsync([(before, now)], Cancel));

        await updating.Should().ThrowAsync<DbUpdateConcurrencyException>();
    }

    [Fact]
    public async Task Name_is_held_until_the_transaction_ends()
    {
        using var store = await TestStore.CreateAsync(Engine.Postgres);
        await using var host = await StoreHost.StartAsync(store, _ => { });
        await using var scope = host.Services.CreateAsyncScope();
        await using var others = host.Services.CreateAsyncScope();
        var (first, second) = (scope.ServiceProvider.GetRequiredService<NoteContext>(), others.ServiceProvider.GetRequiredService<NoteContext>());
        await using var holding = await first.Database.BeginTransactionAsync(Cancel);
        await first.LockNamesAsync(["a", "b"], Cancel);
        await using var wanting = await second.Database.BeginTransactionAsync(Cancel);

        await second.LockNamesAsync(["c"], Cancel);
        var waiting = second.LockNamesAsync(["c", "b"], Cancel);
        await Patiently.UntilAsync(
            () => host.ReadAsync(async context => await context.Database.SqlQuery<int>(
                $"""
                SELECT count(*)::int AS "Value" FROM pg_locks JOIN pg_database ON pg_database.oid = database
                WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()
                """).SingleAsync(Cancel) == 1),
            "the second waits for the name");
        waiting.IsCompleted.Should().BeFalse();
        await holding.CommitAsync(Cancel);

        await waiting;
    }

    private static async Task InTransactionAsync(StoreHost host, Func<NoteContext, Task> work, bool commit = true)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<NoteContext>();
        await using var transaction = await context.Database.BeginTransactionAsync(Cancel);
        await work(context);
        await context.SaveChangesAsync(Cancel);
        if (commit) await transaction.CommitAsync(Cancel);
    }
}
