using AlertResponder.Persistence.EntityFrameworkCore.Tests.Model;
using AlertResponder.TestKit;
using MassTransit;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Inbox;

public sealed class When_a_consumer_fails
{
    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task It_leaves_neither_changes_nor_messages_nor_a_mark_in_the_inbox(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        var heard = new Heard();
        var script = new Script { OnWork = (_, _) => throw new InvalidOperationException("always") };
        await using var host = await StartAsync(database, script, heard);
        var faulted = await host.ListenAsync<Work>("work_error");

        await host.Bus.Publish(new Work("poison"), TestContext.Current.CancellationToken);

        await Patiently.UntilAsync(() => faulted() == 1, "the message is in the error queue");
        (await host.NotesAsync()).Should().BeEmpty();
        (await host.OutboxAsync()).Should().BeEmpty();
        (await host.InboxCountAsync()).Should().Be(0);
        heard.Count.Should().Be(0);
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task A_busy_database_is_waited_for_and_nothing_goes_to_the_error_queue(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        var heard = new Heard();
        // More losses than any retry policy would bear.
        var script = new Script { OnWork = (_, call) => call < 15 ? throw OutOfReach(engine) : Task.CompletedTask };
        await using var host = await StartAsync(database, script, heard);
        var faulted = await host.ListenAsync<Work>("work_error");
        var faults = await host.ListenAsync<Fault<Work>>("faults");

        await host.Bus.Publish(new Work("patient"), TestContext.Current.CancellationToken);

        await Patiently.UntilAsync(() => heard.Count == 1, "the message is consumed in the end", 60);
        (await host.NotesAsync()).Should().Equal("patient");
        faulted().Should().Be(0);
        faults().Should().Be(0);
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task A_lost_race_is_run_again_from_what_is_stored_then(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        var heard = new Heard();
        var script = new Script { OnWork = (_, call) => call < 3 ? throw new DbUpdateConcurrencyException("another was first") : Task.CompletedTask };
        await using var host = await StartAsync(database, script, heard);

        await host.Bus.Publish(new Work("again"), TestContext.Current.CancellationToken);

        await Patiently.UntilAsync(() => heard.Count == 1, "the message is consumed");
        (await host.NotesAsync()).Should().Equal("again");
        script.Calls.Should().Be(3);
    }

    [Theory]
    [InlineData(Engine.Sqlite)]
    [InlineData(Engine.Postgres)]
    public async Task A_race_that_is_lost_for_ever_is_a_fault(Engine engine)
    {
        using var database = await TestDatabase.CreateAsync(engine);
        var script = new Script { OnWork = (_, _) => throw new DbUpdateConcurrencyException("never") };
        await using var host = await StartAsync(database, script, new Heard());
        var faulted = await host.ListenAsync<Work>("work_error");

        await host.Bus.Publish(new Work("never"), TestContext.Current.CancellationToken);

        await Patiently.UntilAsync(() => faulted() == 1, "the message is in the error queue");
        script.Calls.Should().Be(5);
    }

    private static Exception OutOfReach(Engine engine) => engine == Engine.Sqlite
        ? new SqliteException("database is locked", 5)
        : new NpgsqlException("connection refused", new IOException());

    private static Task<OutboxHost> StartAsync(TestDatabase database, Script script, Heard heard) => OutboxHost.StartAsync(database, bus =>
    {
        bus.AddSingleton(script).AddSingleton(heard);
        bus.AddConsumer<WorkConsumer, WorkDefinition>();
        bus.AddConsumer<FollowedConsumer>();
    });
}
