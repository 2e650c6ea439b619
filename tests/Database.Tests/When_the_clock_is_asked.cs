using AlertResponder.Database.Tests.Model;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Database.Tests;

public sealed class When_the_clock_is_asked
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task It_goes_on_also_within_a_transaction(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        await using var host = await DatabaseHost.StartAsync(database);

        await host.ReadAsync(async context =>
        {
            await using var transaction = await context.Database.BeginTransactionAsync(Cancel);
            var first = await context.NowAsync(Cancel);
            first.Offset.Should().Be(TimeSpan.Zero);
            first.Should().BeCloseTo(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1), "the database is on this machine");
            while (await context.NowAsync(Cancel) <= first) Cancel.ThrowIfCancellationRequested();
            return first;
        });
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task Its_time_is_stored_and_compared_like_any_other(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        await using var host = await DatabaseHost.StartAsync(database);

        await host.ReadAsync(async context =>
        {
            var now = await context.NowAsync(Cancel);
            context.AddRange(
                new NoteRow { Text = "lasts", WrittenAt = now + TimeSpan.FromMinutes(1) },
                new NoteRow { Text = "is over", WrittenAt = now - TimeSpan.FromMilliseconds(1) });
            await context.SaveChangesAsync(Cancel);
            var later = await context.NowAsync(Cancel);
            return (await context.Notes.Where(note => note.WrittenAt <= later).Select(note => note.Text).ToListAsync(Cancel)).Should().Equal("is over");
        });
    }
}
