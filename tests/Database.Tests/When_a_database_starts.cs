using System.Runtime.Versioning;
using AlertResponder.Database.Tests.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Database.Tests;

public sealed class When_a_database_starts
{
    [Fact]
    public async Task Its_migrations_are_applied_before_any_service_starts()
    {
        using var place = TestDatabase.Sqlite();
        using var host = Build<MigratedContext>(Path.Combine(place.Path, "made", "as needed"));
        await host.StartAsync(TestContext.Current.CancellationToken);

        host.Services.GetRequiredService<FirstService>().RowsAtStart.Should().Be(0);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_lock_that_a_killed_migration_left_does_not_stop_it()
    {
        using var place = TestDatabase.Sqlite();
        using (var first = Build<MigratedContext>(place.Path)) await first.StartAsync(TestContext.Current.CancellationToken);
        using (var scope = Build<MigratedContext>(place.Path).Services.CreateScope())
        {
            var database = scope.ServiceProvider.GetRequiredService<MigratedContext>().Database;
            await database.ExecuteSqlRawAsync("DELETE FROM \"__EFMigrationsHistory\"; DROP TABLE things;", TestContext.Current.CancellationToken);
            await database.ExecuteSqlRawAsync(
                "CREATE TABLE IF NOT EXISTS \"__EFMigrationsLock\" (\"Id\" INTEGER NOT NULL PRIMARY KEY, \"Timestamp\" TEXT NOT NULL); "
                + "INSERT OR REPLACE INTO \"__EFMigrationsLock\" VALUES (1, '2026-01-01')", TestContext.Current.CancellationToken);
        }

        using var host = Build<MigratedContext>(place.Path);
        await host.StartAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        host.Services.GetRequiredService<FirstService>().RowsAtStart.Should().Be(0);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_named()
    {
        using var place = TestDatabase.Sqlite();
        var file = Path.Combine(place.Path, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        using var host = Build<MigratedContext>(Path.Combine(file, "below"));

        var start = () => host.StartAsync(TestContext.Current.CancellationToken);

        (await start.Should().ThrowAsync<DatabaseSetupException>()).WithMessage($"Data is '{file}/below': database 'things' cannot be taken*");
    }

    [Fact]
    public async Task A_second_process_is_refused_while_the_first_has_the_file()
    {
        using var place = TestDatabase.Sqlite();
        using (var first = Build<MigratedContext>(place.Path))
        {
            await first.StartAsync(TestContext.Current.CancellationToken);
            using var second = Build<MigratedContext>(place.Path);

            (await second.Awaiting(host => host.StartAsync(TestContext.Current.CancellationToken)).Should().ThrowAsync<DatabaseSetupException>())
                .WithMessage($"Data is '{place.Path}': database 'things' cannot be taken, because another process has it*");
        }

        using var next = Build<MigratedContext>(place.Path);
        await next.StartAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("InMemory", null)]
    [InlineData(null, "InMemory")]
    public async Task A_process_on_another_transport_is_refused(string? transport, string? other)
    {
        using var place = TestDatabase.Sqlite();
        using (var first = Build<MigratedContext>(place.Path, transport)) await first.StartAsync(TestContext.Current.CancellationToken);
        using var second = Build<MigratedContext>(place.Path, other);

        (await second.Awaiting(host => host.StartAsync(TestContext.Current.CancellationToken)).Should().ThrowAsync<DatabaseSetupException>())
            .WithMessage($"*was written with Transport={transport ?? "AmazonSqs"}, and this process has {other ?? "AmazonSqs"}*");
        using var again = Build<MigratedContext>(place.Path, transport);
        await again.StartAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Nobody_else_on_the_machine_can_read_what_it_holds()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no such modes");
        using var place = TestDatabase.Sqlite();
        var data = Path.Combine(place.Path, "made");
        using (var first = Build<MigratedContext>(data)) await first.StartAsync(TestContext.Current.CancellationToken);
        var file = Path.Combine(data, "things.db");
        File.SetUnixFileMode(file, (UnixFileMode)0b110_100_100); // as an older release has left it
        using var host = Build<MigratedContext>(data);
        await host.StartAsync(TestContext.Current.CancellationToken);
        await using (var scope = host.Services.CreateAsyncScope())
        {
            var context = scope.ServiceProvider.GetRequiredService<MigratedContext>();
            context.Add(new Thing());
            await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        Convert.ToString((int)new DirectoryInfo(data).UnixFileMode, 8).Should().Be("700");
        Directory.EnumerateFiles(data).Select(Path.GetFileName).Should().Contain(["things.db", "things.db-wal", "things.db-lock"]);
        Directory.EnumerateFiles(data).Should().AllSatisfy(path => Convert.ToString((int)File.GetUnixFileMode(path), 8).Should().Be("600", path));
    }

    [Fact]
    public async Task The_file_is_durable_and_lets_readers_read()
    {
        using var place = TestDatabase.Sqlite();
        using var host = Build<MigratedContext>(place.Path);
        await host.StartAsync(TestContext.Current.CancellationToken);
        await using var scope = host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<MigratedContext>().Database;

        (await PragmaAsync(database, "journal_mode")).Should().Be("wal");
        (await PragmaAsync(database, "synchronous")).Should().Be("2", "that is FULL");
        (await PragmaAsync(database, "busy_timeout")).Should().Be("30000");
    }

    private static async Task<string> PragmaAsync(DatabaseFacade database, string name)
    {
        await database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var command = database.GetDbConnection().CreateCommand();
        command.CommandText = $"PRAGMA {name}";
        return (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!.ToString()!;
    }

    private static IHost Build<TContext>(string data, string? transport = null)
        where TContext : DbContext
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Data"] = data, ["Transport"] = transport });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<FirstService>().AddHostedService(services => services.GetRequiredService<FirstService>());
        builder.Services.AddDatabase<TContext, TContext>(builder.Configuration, "things");
        return builder.Build();
    }

    /// <summary>Registered before the database, so it starts before it if order were all.</summary>
    private sealed class FirstService(IServiceScopeFactory scopes) : IHostedService
    {
        public int RowsAtStart { get; private set; } = -1;

        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await using var scope = scopes.CreateAsyncScope();
            RowsAtStart = await scope.ServiceProvider.GetRequiredService<MigratedContext>().Things.CountAsync(cancellationToken);
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    public sealed class MigratedContext(DbContextOptions<MigratedContext> options) : DbContext(options)
    {
        public DbSet<Thing> Things => Set<Thing>();

        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Thing>().ToTable("things");

        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
            optionsBuilder.ConfigureWarnings(warnings => warnings.Ignore(Microsoft.EntityFrameworkCore.Diagnostics.RelationalEventId.PendingModelChangesWarning));
    }

    public sealed class Thing
    {
        public long Id { get; set; }
    }

    [DbContext(typeof(MigratedContext))]
    [Migration("20260101000000_Things")]
    private sealed class Things : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder) =>
            migrationBuilder.CreateTable("things", table => new { Id = table.Column<long>("INTEGER", nullable: false) }, constraints: table => table.PrimaryKey("pk_things", row => row.Id));
    }
}
