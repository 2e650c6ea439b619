using AlertResponder.Database.Tests.Model;
using AlertResponder.TestKit;
using AlertResponder.TestKit.Postgres;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AlertResponder.Database.Tests;

public sealed class When_a_database_refuses
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_lost_a_race_is_done_five_times_at_most()
    {
        using var database = TestDatabase.Sqlite();
        await using var host = await DatabaseHost.StartAsync(database);
        var retry = host.Services.GetRequiredService<DatabaseRetry<RowContext>>();
        var attempts = 0;

        var losing = () => retry.RunAsync<int>(() => throw new DbUpdateConcurrencyException($"{++attempts}"), Cancel);

        await losing.Should().ThrowAsync<DbUpdateConcurrencyException>();
        attempts.Should().Be(5);
    }

    [Fact]
    public async Task A_busy_file_is_waited_for_however_long_it_takes_and_the_gate_stays_open()
    {
        using var database = TestDatabase.Sqlite();
        await using var host = await DatabaseHost.StartAsync(database);
        var retry = host.Services.GetRequiredService<DatabaseRetry<RowContext>>();
        var attempts = 0;

        var result = await retry.RunAsync(() => ++attempts < 12 ? throw new SqliteException("busy", 5) : Task.FromResult("done"), Cancel);

        result.Should().Be("done");
        host.Services.GetRequiredService<DatabaseGate>().IsOpen.Should().BeTrue("no queue holds what the process of a file has in memory");
    }

    [Fact]
    public async Task Any_other_failure_goes_through_at_once()
    {
        using var database = TestDatabase.Sqlite();
        await using var host = await DatabaseHost.StartAsync(database);
        var retry = host.Services.GetRequiredService<DatabaseRetry<RowContext>>();
        var attempts = 0;

        var failing = () => retry.RunAsync<int>(() => throw new InvalidOperationException($"{++attempts}"), Cancel);

        await failing.Should().ThrowAsync<InvalidOperationException>();
        attempts.Should().Be(1);
        retry.Retries(new InvalidOperationException()).Should().BeFalse();
    }

    [Fact]
    public async Task Work_goes_on_when_a_server_comes_back_and_the_gate_opens()
    {
        await using var server = await LocalPostgres.StartAsync();
        using var database = await TestDatabase.CreateAsync(server);
        await using var host = await DatabaseHost.StartAsync(database);
        var gate = host.Services.GetRequiredService<DatabaseGate>();
        await server.KillAsync();

        var counting = host.Services.GetRequiredService<DatabaseRetry<RowContext>>()
            .RunAsync(() => host.ReadAsync(context => context.Notes.CountAsync(Cancel)), Cancel);
        await Patiently.UntilAsync(() => !gate.IsOpen, "the gate is closed");
        await server.RestartAsync();

        (await counting.WaitAsync(TimeSpan.FromSeconds(60), Cancel)).Should().Be(0);
        await gate.WaitOpenAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(60), Cancel);
    }

    [Theory]
    [InlineData("SET LOCAL lock_timeout = 100", PostgresErrorCodes.LockNotAvailable)]
    [InlineData("SET LOCAL statement_timeout = 100", PostgresErrorCodes.QueryCanceled)]
    public async Task A_lock_that_is_not_given_and_a_statement_that_takes_long_are_no_outage(string limit, string code)
    {
        using var database = await TestDatabase.CreateAsync(Engine.Postgres);
        await using var host = await DatabaseHost.StartAsync(database);
        await using var psql = new NpgsqlConnection(database.ConnectionString);
        await psql.OpenAsync(Cancel);
        await using var transaction = await psql.BeginTransactionAsync(Cancel);
        await using (var hold = new NpgsqlCommand("LOCK TABLE notes", psql)) await hold.ExecuteNonQueryAsync(Cancel);
        var attempts = 0;

        var reading = () => host.Services.GetRequiredService<DatabaseRetry<RowContext>>().RunAsync(() => host.ReadAsync(async context =>
        {
            attempts++;
            await using var own = await context.Database.BeginTransactionAsync(Cancel);
            await context.ExecuteAsync(limit, Cancel);
            return await context.Notes.CountAsync(Cancel);
        }), Cancel);

        (await reading.Should().ThrowAsync<Exception>()).Which.GetBaseException().Should().BeOfType<PostgresException>().Which.SqlState.Should().Be(code);
        attempts.Should().Be(1);
        host.Services.GetRequiredService<DatabaseGate>().IsOpen.Should().BeTrue();
    }

    [Fact]
    public async Task A_failure_that_somebody_else_met_closes_the_gate_too()
    {
        using var database = await TestDatabase.CreateAsync(Engine.Postgres);
        await using var host = await DatabaseHost.StartAsync(database);
        var gate = host.Services.GetRequiredService<DatabaseGate>();
        var retry = host.Services.GetRequiredService<DatabaseRetry<RowContext>>();

        retry.ReportFailure(new InvalidOperationException("not of the database"));
        gate.IsOpen.Should().BeTrue();
        retry.ReportFailure(new NpgsqlException("gone", new IOException()));
        gate.IsOpen.Should().BeFalse();

        await gate.WaitOpenAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(60), Cancel);
    }
}
