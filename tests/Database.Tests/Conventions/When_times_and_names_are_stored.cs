using AlertResponder.Database.Tests.Model;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Database.Tests.Conventions;

public sealed class When_times_and_names_are_stored
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task Times_with_different_offsets_compare_as_times(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        await using var host = await DatabaseHost.StartAsync(database);
        await host.ReadAsync(context =>
        {
            context.AddRange(
                new NoteRow { Text = "third", WrittenAt = (Noon + TimeSpan.FromMinutes(2)).ToOffset(-TimeSpan.FromHours(8)) },
                new NoteRow { Text = "first", WrittenAt = Noon.ToOffset(TimeSpan.FromHours(5)) },
                new NoteRow { Text = "second", WrittenAt = Noon + TimeSpan.FromMinutes(1) });
            return context.SaveChangesAsync(Cancel);
        });

        var since = (Noon + TimeSpan.FromMinutes(1)).ToOffset(TimeSpan.FromHours(2));
        (await host.ReadAsync(context => context.Notes.OrderBy(note => note.WrittenAt).Select(note => note.Text).ToListAsync(Cancel)))
            .Should().Equal("first", "second", "third");
        (await host.ReadAsync(context => context.Notes.Where(note => note.WrittenAt >= since).CountAsync(Cancel))).Should().Be(2);
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task A_time_comes_back_in_utc_to_the_microsecond(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        await using var host = await DatabaseHost.StartAsync(database);
        var time = (Noon + TimeSpan.FromMicroseconds(1)).ToOffset(TimeSpan.FromHours(5));
        await host.ReadAsync(context =>
        {
            context.Add(new NoteRow { Text = "x", WrittenAt = time });
            return context.SaveChangesAsync(Cancel);
        });

        var stored = (await host.ReadAsync(context => context.Notes.AsNoTracking().SingleAsync(Cancel))).WrittenAt;

        stored.Should().Be(time);
        stored.Offset.Should().Be(TimeSpan.Zero);
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task Columns_have_names_that_need_no_quotes(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        await using var host = await DatabaseHost.StartAsync(database);

        (await host.ReadAsync(context => context.ExecuteAsync("UPDATE counts SET timer_token = NULL, current_state = '' WHERE false", Cancel))).Should().Be(0);
    }

    [Fact]
    public async Task A_text_that_postgres_cannot_store_is_stored_with_replacements()
    {
        using var database = await TestDatabase.CreateAsync(Engine.Postgres);
        await using var host = await DatabaseHost.StartAsync(database);

        await host.ReadAsync(context =>
        {
            context.Add(new NoteRow { Text = "a\0b\ud800c" });
            return context.SaveChangesAsync(Cancel);
        });

        (await host.NotesAsync()).Should().Equal("a\uFFFDb\uFFFDc");
    }
}
