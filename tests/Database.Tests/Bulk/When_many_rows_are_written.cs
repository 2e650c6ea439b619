using AlertResponder.Database.Tests.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Database.Tests.Bulk;

public sealed class When_many_rows_are_written
{
    private const int Many = 100;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task Entities_are_there_after_the_commit_and_not_after_a_rollback(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        await using var host = await DatabaseHost.StartAsync(database);

        foreach (var (name, commit) in new[] { ("kept", true), ("dropped", false) })
            await InTransactionAsync(
                host, context => context.BulkInsertAsync([.. Enumerable.Range(0, Many).Select(i => new NoteRow { Text = $"{name} {i:000}" })], Cancel), commit);

        (await host.NotesAsync()).Should().Equal(Enumerable.Range(0, Many).Select(i => $"kept {i:000}"));
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task Rows_that_differ_in_other_columns_are_each_updated_in_theirs(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        await using var host = await DatabaseHost.StartAsync(database);
        var counts = Enumerable.Range(0, Many).Select(i => new CountRow { Id = Guid.CreateVersion7(), Steps = i, TimerToken = Guid.NewGuid() }).ToList();
        await InTransactionAsync(host, context => context.BulkInsertAsync(counts, Cancel));

        await InTransactionAsync(host, async context =>
        {
            var now = await context.Counts.AsNoTracking().OrderBy(count => count.Id).ForUpdate().ToListAsync(Cancel);
            var before = now.ConvertAll(count => count.Copy());
            foreach (var count in now)
            {
                if (count.Steps % 3 > 0) count.Sum = count.Steps;
                if (count.Steps % 3 == 2) (count.CurrentState, count.TimerToken) = ("changed", null);
            }

            await context.BulkUpdateAsync([.. before.Zip(now)], Cancel);
        });

        var stored = await host.ReadAsync(context => context.Counts.AsNoTracking().OrderBy(count => count.Id).ToListAsync(Cancel));
        stored.Should().BeEquivalentTo(counts.Select(count => new
        {
            count.Id,
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
        using var database = await TestDatabase.CreateAsync(engine);
        await using var host = await DatabaseHost.StartAsync(database);
        var before = new CountRow { Id = Guid.CreateVersion7() };
        await InTransactionAsync(host, context => context.BulkInsertAsync([before.Copy()], Cancel));
        await InTransactionAsync(host, context => context.Counts.ExecuteUpdateAsync(set => set.SetProperty(count => count.Version, 1), Cancel));
        var now = before.Copy();
        now.Sum = 5;

        var updating = () => InTransactionAsync(host, context => context.BulkUpdateAsync([(before, now)], Cancel));

        await updating.Should().ThrowAsync<DbUpdateConcurrencyException>();
    }

    private static async Task InTransactionAsync(DatabaseHost host, Func<RowContext, Task> work, bool commit = true)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<RowContext>();
        await using var transaction = await context.Database.BeginTransactionAsync(Cancel);
        await work(context);
        await context.SaveChangesAsync(Cancel);
        if (commit) await transaction.CommitAsync(Cancel);
    }
}
