using AlertResponder.Database.Tests.Model;
using AlertResponder.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Database.Tests.RowLocks;

public sealed class When_names_are_locked
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Name_is_held_until_the_transaction_ends()
    {
        using var database = await TestDatabase.CreateAsync(Engine.Postgres);
        await using var host = await DatabaseHost.StartAsync(database);
        await using var scope = host.Services.CreateAsyncScope();
        await using var others = host.Services.CreateAsyncScope();
        var (first, second) = (scope.ServiceProvider.GetRequiredService<RowContext>(), others.ServiceProvider.GetRequiredService<RowContext>());
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
}
