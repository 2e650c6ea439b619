using System.Reflection;
using AlertResponder.Contracts;
using AlertResponder.Database;
using Npgsql;
using Xunit;

namespace AlertResponder.Emission.Testing;

/// <summary>
/// What every emitter withstands: what must be once is once, and what must be there is there. Derive a test class from it, with an
/// <see cref="EmissionWorld{TEmitter, TState}"/> of the emitter. The tests run on SQLite, and on PostgreSQL where there is one: see
/// <see cref="EachDatabaseAttribute"/>.
/// </summary>
public abstract class EmitterFaults : IAsyncDisposable
{
    /// <summary>
    /// The environment variable with the connection string of a PostgreSQL server for tests, of a user that may create databases, e.g.
    /// <c>Host=localhost;Username=postgres;Password=test</c>. Each test creates one of its own, and drops it in the end.
    /// </summary>
    public const string PostgresVariable = "ALERTRESPONDER_TEST_POSTGRES";

    private readonly List<string> _created = [];

    private static string? PostgresServer => Environment.GetEnvironmentVariable(PostgresVariable) is { Length: > 0 } server ? server : null;

    internal static bool HasPostgres(Type testClass) =>
        PostgresServer is not null
        || testClass.GetMethod(nameof(CreatePostgresAsync), BindingFlags.Instance | BindingFlags.NonPublic)?.DeclaringType != typeof(EmitterFaults);

    /// <summary>The process is killed between any two steps, and the messages that it has not acknowledged come again.</summary>
    /// <param name="database">The ledger's.</param>
    /// <returns>When the test is done.</returns>
    [Theory, EachDatabase]
    public async Task Kill_between_any_two_steps_leaves_everything_once(DatabaseKind database)
    {
        await using var world = await StartOnAsync(database);
        var wasKilled = true;
        for (var point = 1; wasKilled; point++)
        {
            var life = Life(Guid.NewGuid());
            world.Kill.Arm(point);
            foreach (var report in life[..3]) await TakeInAsync(world, report);
            wasKilled = await world.SettleUntilKilledAsync();
            await world.RestartAsync();
            world.PassLease();
            // What a dead consumer did not acknowledge comes again.
            foreach (var report in life) await world.TakeInAsync(report);
            await world.SettleAsync();

            ShouldBeWrittenOnce(world, life[0].ReportId, $"killed at {point}");
        }
    }

    /// <summary>The target does what it is asked, and its answers are lost.</summary>
    /// <returns>When the test is done.</returns>
    [Fact]
    public async Task Lost_answers_leave_everything_once()
    {
        await using var world = await StartOnAsync(DatabaseKind.Sqlite);
        var life = Life(Guid.NewGuid());
        foreach (var report in life)
        {
            world.LoseNextAnswer();
            await world.TakeInAsync(report);
            await world.SettleAsync();
        }

        ShouldBeWrittenOnce(world, life[0].ReportId, "answers were lost");
    }

    /// <summary>Three processes work at the same time; a SQLite file has one, with several reports under way.</summary>
    /// <param name="database">The ledger's.</param>
    /// <returns>When the test is done.</returns>
    [Theory, EachDatabase]
    public async Task Replicas_write_everything_once(DatabaseKind database)
    {
        await using var world = await StartOnAsync(database);
        var ids = Enumerable.Range(0, 10).Select(_ => Guid.NewGuid()).ToList();
        foreach (var id in ids) await world.TakeInAsync(Life(id)[^1]);

        if (database == DatabaseKind.PostgreSql) await world.WorkTogetherAsync(processes: 3);
        await world.SettleAsync();

        foreach (var id in ids) ShouldBeWrittenOnce(world, id, "there were three");
    }

    /// <summary>Messages come late, more than once and in any order.</summary>
    /// <returns>When the test is done.</returns>
    [Fact]
    public async Task Late_repeated_and_disordered_messages_leave_everything_once()
    {
        var random = new Random(17);
        await using var world = await StartOnAsync(DatabaseKind.Sqlite);
        for (var round = 0; round < 10; round++)
        {
            var life = Life(Guid.NewGuid());
            var events = life.Concat(life.Take(random.Next(life.Length))).ToArray();
            random.Shuffle(events);
            foreach (var report in events)
            {
                await world.TakeInAsync(report);
                if (random.Next(3) == 0) await world.SettleAsync(TimeSpan.FromSeconds(random.Next(5)));
            }

            await world.SettleAsync();

            ShouldBeWrittenOnce(world, life[0].ReportId, string.Join(' ', events.Select(report => report.DocumentVersion)));
        }
    }

    /// <summary>The target cannot be reached for most of an hour.</summary>
    /// <returns>When the test is done.</returns>
    [Fact]
    public async Task Target_that_is_away_gets_everything_once_it_is_back()
    {
        await using var world = await StartOnAsync(DatabaseKind.Sqlite);
        var life = Life(Guid.NewGuid());
        world.FailNextCalls(10); // with growing delays that takes most of an hour
        foreach (var report in life)
        {
            await world.TakeInAsync(report);
            await world.SettleAsync(TimeSpan.FromSeconds(30));
        }

        Assert.Empty(world.Written(life[0].ReportId));
        await world.SettleAsync();

        ShouldBeWrittenOnce(world, life[0].ReportId, "it was away");
    }

    /// <summary>Drops the databases that were created with <see cref="PostgresVariable"/>.</summary>
    /// <returns>When they are dropped.</returns>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var name in _created) await ExecuteAsync($"""DROP DATABASE "{name}" WITH (FORCE)""");
    }

    /// <summary>Makes a world, with a target that has nothing yet, and starts its process.</summary>
    /// <param name="settings">Where the ledger is: settings for the constructor of the world, besides its own. Empty for SQLite.</param>
    /// <returns>The world, which the test disposes of.</returns>
    protected abstract Task<EmissionWorld> StartAsync(params (string Key, string Value)[] settings);

    /// <summary>
    /// Creates an empty database. Override it to have servers of one's own instead of <see cref="PostgresVariable"/>: overridden, there is a PostgreSQL.
    /// </summary>
    /// <returns>Its connection string.</returns>
    protected virtual async Task<string> CreatePostgresAsync()
    {
        var name = $"emitter_{Guid.NewGuid():N}";
        await ExecuteAsync($"""CREATE DATABASE "{name}" """);
        _created.Add(name);
        return new NpgsqlConnectionStringBuilder(PostgresServer) { Database = name }.ToString();
    }

    /// <summary>A report from its opening on, as the reviewer publishes it. The default has a verdict that becomes worse, and then harmless.</summary>
    /// <param name="id">The report's id.</param>
    /// <returns>At least four snapshots. What the first three say is written before the process is killed.</returns>
    protected virtual ReportDocument[] Life(Guid id) =>
    [
        Reports.Report(id),
        Reports.Report(id, version: 2, count: 2),
        Reports.Report(id, version: 3, verdictNumber: 1, Severity.Unclassified, count: 2),
        Reports.Report(id, version: 4, verdictNumber: 2, Severity.Urgent, count: 10),
        Reports.Report(id, version: 5, verdictNumber: 3, Severity.Safe, count: 11),
    ];

    /// <summary>
    /// What has to stand at the target after all of a life: by default everything once, and among it <c>opened</c> and <c>verdict 3</c>. Override it for
    /// an emitter that does not write of every report or verdict.
    /// </summary>
    /// <param name="world">The world.</param>
    /// <param name="id">The report's id.</param>
    /// <param name="because">What was done to the emitter, for the message of a failed assertion.</param>
    protected virtual void ShouldBeWrittenOnce(EmissionWorld world, Guid id, string because)
    {
        ArgumentNullException.ThrowIfNull(world);
        var written = world.Written(id);
        if (written.Distinct().Count() != written.Count || !written.Contains("opened") || !written.Contains("verdict 3"))
            Assert.Fail($"expected everything once, with 'opened' and 'verdict 3', where {because}; written: {string.Join(", ", written)}");
    }

    /// <summary>Makes a world whose ledger is in a new database.</summary>
    /// <param name="database">Which one.</param>
    /// <returns>The world, started.</returns>
    protected async Task<EmissionWorld> StartOnAsync(DatabaseKind database) =>
        database == DatabaseKind.PostgreSql ? await StartAsync(("ConnectionStrings:Emitter", await CreatePostgresAsync())) : await StartAsync();

    private static async Task ExecuteAsync(string statement)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(PostgresServer) { Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task TakeInAsync(EmissionWorld world, ReportDocument report)
    {
        try
        {
            await world.TakeInAsync(report);
        }
        catch (Exception) when (world.Kill.IsDead)
        {
            // The message stays in its queue.
        }
    }
}
