using AlertResponder.Persistence.EntityFrameworkCore.Tests.Model;
using AlertResponder.TestKit;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Postgres;

/// <summary>Two hosts stand for two processes: they share the database and nothing else.</summary>
public sealed class When_several_processes_deliver
{
    private const int Messages = 3_000;
    private static readonly TimeSpan Delay = TimeSpan.FromHours(1);

    [Fact]
    public async Task Thousands_that_are_due_at_once_are_each_delivered_by_one_of_them()
    {
        using var database = await TestDatabase.CreateAsync(Engine.Postgres);
        var (time, heard) = (new FakeTimeProvider(TimeProvider.System.GetUtcNow()), new Heard());
        await using var first = await StartAsync(database, heard, time);
        await using var second = await StartAsync(database, heard, time);
        await first.PublishAsync(Delay, [.. Enumerable.Range(0, Messages).Select(i => new Followed($"{i}"))]);

        time.Advance(Delay);

        await Patiently.UntilAsync(() => heard.Count >= Messages, "all are delivered", 60);
        await Wait.ForEmptyOutboxAsync(first);
        heard.MessageIds.Should().HaveCount(Messages).And.OnlyHaveUniqueItems("the inbox is not asked here: each row is sent once");
    }

    [Fact]
    public async Task What_a_process_had_when_it_died_is_delivered_by_another_when_its_time_is_over()
    {
        using var database = await TestDatabase.CreateAsync(Engine.Postgres);
        var (time, heard) = (new FakeTimeProvider(TimeProvider.System.GetUtcNow()), new Heard());
        await using var host = await StartAsync(database, heard, time);
        await host.PublishAsync(Delay, [new Followed("left behind")]);
        // As a process leaves it that was killed between taking the row and sending it.
        await ExecuteAsync(database, "UPDATE outbox SET available_at = '-infinity', taken = true, owner = 'dead', owned_until = clock_timestamp() + interval '1 hour'");
        await host.PublishAsync(new Followed("own"));
        await Patiently.UntilAsync(() => heard.Count == 1, "its own is delivered");
        time.Advance(TimeSpan.FromMinutes(1));
        heard.Texts.Should().Equal("own");

        await ExecuteAsync(database, "UPDATE outbox SET owned_until = clock_timestamp() - interval '1 second' WHERE owner = 'dead'");
        await Patiently.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return heard.Count == 2;
        }, "the other's is delivered");
        heard.Texts.Should().Equal("left behind", "own");
    }

    [Fact]
    public async Task What_a_process_had_when_it_stopped_is_anybodys_at_once()
    {
        using var database = await TestDatabase.CreateAsync(Engine.Postgres);
        var host = await StartAsync(database, new Heard(), TimeProvider.System);
        await host.PublishAsync(Delay, [new Followed("to nowhere")]);
        // Tried again and again, and so with the process until it stops.
        await ExecuteAsync(database, "UPDATE outbox SET available_at = '-infinity', destination = 'nowhere:nobody', published_type = NULL");
        await Patiently.UntilAsync(() => IsTakenAsync(host), "it is taken");

        await host.DisposeAsync();

        await ExecuteAsync(database, "DELETE FROM outbox WHERE taken AND owned_until < clock_timestamp()");
    }

    [Fact]
    public async Task Delivery_relaxes_the_durability_of_its_own_commits_only()
    {
        using var database = await TestDatabase.CreateAsync(Engine.Postgres);
        await using var host = await StartAsync(database.WithOneConnection(), new Heard(), TimeProvider.System);

        await host.PublishAsync(new Followed("settled"));
        await Wait.ForEmptyOutboxAsync(host);

        var durability = await host.ReadAsync(context => context.Database
            .SqlQuery<string>($"SELECT current_setting('synchronous_commit') AS \"Value\"").SingleAsync(TestContext.Current.CancellationToken));
        durability.Should().Be("on");
    }

    private static Task<bool> IsTakenAsync(OutboxHost host) => host.ReadAsync(context => context.Database
        .SqlQuery<bool>($"SELECT taken AS \"Value\" FROM outbox").SingleAsync(TestContext.Current.CancellationToken));

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString!);
        await using var command = source.CreateCommand(sql);
        (await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken)).Should().Be(1);
    }

    private static Task<OutboxHost> StartAsync(TestDatabase database, Heard heard, TimeProvider time) => OutboxHost.StartAsync(database, bus =>
    {
        bus.AddSingleton(heard);
        bus.AddConsumer<FollowedConsumer>();
    }, time, busOutbox: true);
}
