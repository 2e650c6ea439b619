using AlertResponder.Database.Tests.Model;
using AlertResponder.TestKit.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AlertResponder.Database.Tests.Schema;

/// <summary>Three releases of one service: the second adds a column, the third takes the first one's away.</summary>
public sealed class When_the_schema_changes
{
    [Fact]
    public async Task A_release_on_an_older_schema_says_what_to_do_and_changes_nothing()
    {
        using var database = await TestDatabase.CreateAsync(Engine.Postgres);
        await MigrateAsync<FirstContext>(database);

        var start = () => StartAsync<SecondContext>(database);

        (await start.Should().ThrowAsync<DatabaseSetupException>())
            .WithMessage("The schema of database 'notes' (PostgreSQL, schema notes of database *) has version 1, this build needs 2: run this program once with --migrate before it starts");
        using var first = await StartAsync<FirstContext>(database);
    }

    [Fact]
    public async Task A_database_without_a_schema_is_no_other_case()
    {
        using var database = await TestDatabase.CreateAsync(Engine.Postgres);

        var start = () => StartAsync<FirstContext>(database);

        (await start.Should().ThrowAsync<DatabaseSetupException>()).WithMessage("*has version 0, this build needs 1: run this program once with --migrate*");
    }

    [Fact]
    public async Task A_database_that_refuses_is_named_with_its_reason_and_without_a_secret()
    {
        using var database = await TestDatabase.CreateAsync(Engine.Postgres);
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = "nowhere", Password = "unheard-of" };

        var start = () => StartAsync<FirstContext>(settings.ToString());

        (await start.Should().ThrowAsync<DatabaseSetupException>())
            .WithMessage("Database 'notes' (PostgreSQL, schema notes of database nowhere at *) cannot be used: *\"nowhere\" does not exist*")
            .And.Message.Should().NotContain("unheard-of");
    }

    [Theory]
    [InlineData("Host=", "ConnectionStrings__notes needs at least Host and Database. Write for example *")]
    [InlineData("Host=db;Databas=x;Password=unheard-of", "ConnectionStrings__notes cannot be read: *Write for example *")]
    [InlineData("postgres://u:unheard-of@h/db?sslmode=require", "ConnectionStrings__notes cannot be read: *Write for example *")]
    [InlineData("postgres://u:unheard-of@h/db", "ConnectionStrings__notes cannot be read: *Write for example *")]
    [InlineData("Host=db;Database=x Password=unheard-of", "ConnectionStrings__notes cannot be read: *Write for example *")]
    [InlineData("Host=postgres://u:unheard-of@h;Database=x", "ConnectionStrings__notes cannot be read: *Write for example *")]
    [InlineData("Host=db;Database=x;Port=unheard-of", "ConnectionStrings__notes cannot be read: *Write for example *")]
    [InlineData("Host=db;Database=x;Password=un;heard-of=1", "ConnectionStrings__notes cannot be read: *Write for example *")]
    public async Task A_connection_string_that_cannot_be_read_is_named(string connectionString, string message)
    {
        var start = () => StartAsync<FirstContext>(connectionString);

        (await start.Should().ThrowAsync<DatabaseSetupException>()).WithMessage(message).And.Message.Should().NotContain("unheard-of");
    }

    [Theory]
    [InlineData("LATIN1")]
    [InlineData("SQL_ASCII")]
    public async Task A_database_that_cannot_hold_every_text_is_neither_migrated_nor_used(string encoding)
    {
        var server = await LocalPostgres.SharedAsync();
        var name = $"test_{Guid.NewGuid():N}";
        await using (var connection = new NpgsqlConnection(server.ConnectionString("postgres")))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var create = new NpgsqlCommand($"CREATE DATABASE {name} ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0", connection);
            await create.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var start = () => StartAsync<FirstContext>(server.ConnectionString(name));
        var migrate = () => MigrateAsync<FirstContext>(server.ConnectionString(name));

        foreach (var refused in new Func<Task>[] { start, migrate })
            (await refused.Should().ThrowAsync<DatabaseSetupException>()).WithMessage($"Database 'notes' (*) has the encoding {encoding}, which cannot hold every text: *UTF8*");
    }

    [Fact]
    public async Task The_former_release_runs_on_the_new_schema()
    {
        using var database = await TestDatabase.CreateAsync(Engine.Postgres);
        await MigrateAsync<FirstContext>(database);
        using var running = await StartAsync<FirstContext>(database);

        await MigrateAsync<SecondContext>(database);

        await AddAsync<FirstContext>(running, "by one that ran already");
        using var former = await StartAsync<FirstContext>(database);
        await AddAsync<FirstContext>(former, "by one that was rolled back to");
        using var latter = await StartAsync<SecondContext>(database);
        await using var scope = latter.Services.CreateAsyncScope();
        (await scope.ServiceProvider.GetRequiredService<SecondContext>().Set<Remark>().CountAsync(TestContext.Current.CancellationToken)).Should().Be(2);
    }

    [Fact]
    public async Task A_release_that_the_schema_has_left_behind_is_refused()
    {
        using var database = await TestDatabase.CreateAsync(Engine.Postgres);
        await MigrateAsync<ThirdContext>(database);
        using var second = await StartAsync<SecondContext>(database);

        var start = () => StartAsync<FirstContext>(database);

        (await start.Should().ThrowAsync<DatabaseSetupException>())
            .WithMessage("*needs a build made for its version 2 or later, this one was made for version 1: run a newer release");
    }

    [Fact]
    public async Task An_older_release_that_migrates_takes_nothing_back_and_many_at_once_are_no_harm()
    {
        using var database = await TestDatabase.CreateAsync(Engine.Postgres);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => MigrateAsync<ThirdContext>(database)));
        await MigrateAsync<FirstContext>(database);

        using var third = await StartAsync<ThirdContext>(database);
    }

    private static async Task AddAsync<TContext>(IHost host, string text)
        where TContext : DbContext
    {
        await using var scope = host.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<TContext>();
        context.Add(new Remark { Text = text });
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    private static Task MigrateAsync<TContext>(TestDatabase database)
        where TContext : DbContext => MigrateAsync<TContext>(database.ConnectionString!);

    private static async Task MigrateAsync<TContext>(string connectionString)
        where TContext : DbContext
    {
        using var host = Build<TContext>(connectionString);
        (await host.Services.MigrateDatabasesAsync(TestContext.Current.CancellationToken)).Should().Be(1);
    }

    private static Task<IHost> StartAsync<TContext>(TestDatabase database)
        where TContext : DbContext => StartAsync<TContext>(database.ConnectionString!);

    private static async Task<IHost> StartAsync<TContext>(string connectionString)
        where TContext : DbContext
    {
        var host = Build<TContext>(connectionString);
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    private static IHost Build<TContext>(string connectionString)
        where TContext : DbContext
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("ConnectionStrings:notes", (string?)connectionString)]);
        builder.Logging.ClearProviders();
        builder.Services.AddDatabase<TContext, TContext>(builder.Configuration, "notes");
        return builder.Build();
    }

    public sealed class Remark
    {
        public long Id { get; set; }
        public string Text { get; set; } = "";
    }

    public abstract class ReleaseContext(DbContextOptions options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.HasDefaultSchema("notes");
            modelBuilder.Entity<Remark>().ToTable("remarks");
        }

        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
            optionsBuilder.ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));
    }

    public sealed class FirstContext(DbContextOptions<FirstContext> options) : ReleaseContext(options);

    public sealed class SecondContext(DbContextOptions<SecondContext> options) : ReleaseContext(options);

    public sealed class ThirdContext(DbContextOptions<ThirdContext> options) : ReleaseContext(options);

    private abstract class Table : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema("notes");
            migrationBuilder.Sql("CREATE TABLE notes.remarks (\"Id\" bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, \"Text\" text NOT NULL, old text)");
        }
    }

    private abstract class Expansion : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql("ALTER TABLE notes.remarks ADD COLUMN author text NOT NULL DEFAULT 'nobody'");
    }

    [DbContext(typeof(FirstContext))]
    [Migration("1_Table")]
    private sealed class FirstTable : Table;

    [DbContext(typeof(SecondContext))]
    [Migration("1_Table")]
    private sealed class SecondTable : Table;

    [DbContext(typeof(SecondContext))]
    [Migration("2_Expansion")]
    private sealed class SecondExpansion : Expansion;

    [DbContext(typeof(ThirdContext))]
    [Migration("1_Table")]
    private sealed class ThirdTable : Table;

    [DbContext(typeof(ThirdContext))]
    [Migration("2_Expansion")]
    private sealed class ThirdExpansion : Expansion;

    [DbContext(typeof(ThirdContext))]
    [Migration("3_Contraction")]
    [MinimumApp(2)]
    private sealed class ThirdContraction : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("ALTER TABLE notes.remarks DROP COLUMN old");
    }
}
