using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using AlertResponder.Database;
using AlertResponder.Emission.Storage;
using AlertResponder.Emission.Testing;
using AlertResponder.Emission.Work;
using AlertResponder.ServiceDefaults;
using AlertResponder.TestKit.Postgres;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Emission.Tests;

public sealed class When_emitters_are_added
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_has_a_schema_of_its_own_in_the_one_database()
    {
        var database = await (await LocalPostgres.SharedAsync()).CreateDatabaseAsync();
        await using var host = Build(database, "first", "second-one");
        await host.MigrateDatabasesAsync(Stop);
        await host.MigrateDatabasesAsync(Stop);

        var report = Reports.Report(Guid.NewGuid());
        (await host.GetRequiredService<Ledger<FirstEmitter>>().TakeInAsync(1, 0, report, Stop)).Should().BeTrue();
        (await host.GetRequiredService<Ledger<SecondEmitter>>().TakeInAsync(1, 0, report, Stop)).Should().BeTrue();

        await using var scope = host.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<LedgerContext<FirstEmitter>>();
        var tables = await db.Database.SqlQueryRaw<string>(
            "SELECT table_schema || '.' || table_name AS \"Value\" FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema')")
            .ToListAsync(Stop);
        tables.Should().BeEquivalentTo(new[] { "emitter_first", "emitter_second_one" }.SelectMany(schema =>
            new[] { "reports", "target", "writes", "schema_version", "__EFMigrationsHistory" }.Select(table => $"{schema}.{table}")));
    }

    [Fact]
    public async Task Each_has_a_file_of_its_own()
    {
        var folder = Directory.CreateTempSubdirectory("emitters").FullName;
        await using (var host = Build(connection: null, "first", "second-one", folder)) await host.MigrateDatabasesAsync(Stop);

        Directory.GetFiles(folder, "*.db").Select(Path.GetFileName).Should().BeEquivalentTo("emitter-first.db", "emitter-second-one.db");
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Targets_of_one_emitter_share_its_queue_and_have_a_file_each()
    {
        var folder = Directory.CreateTempSubdirectory("emitters").FullName;
        await using (var host = Build(connection: null, "chat/one", "chat/two", folder))
        {
            await host.MigrateDatabasesAsync(Stop);
            var bus = JsonSerializer.Serialize(host.GetRequiredService<IBusControl>().GetProbeResult(Stop).Results);

            Regex.Count(bus, "\"name\":\"emitter-").Should().Be(Regex.Count(bus, "\"name\":\"emitter-chat\"")).And.BePositive();
            Regex.Count(bus, "\"filterType\":\"redelivery\"").Should().Be(6, "around each of two consumers of three messages there is one");
        }

        Directory.GetFiles(folder, "*.db").Select(Path.GetFileName).Should().BeEquivalentTo("emitter-chat-one.db", "emitter-chat-two.db");
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("Chat", "other", "Chat")]
    [InlineData("", "other", "")]
    [InlineData("two_words", "other", "two_words")]
    [InlineData("chat", "chat", "chat")]
    [InlineData("chat/one", "chat/one", "chat-one")]
    [InlineData("chat/one", "chat", "chat")]
    [InlineData("chat-one", "chat/one", "chat-one")]
    [InlineData("chat/Two", "other", "chat-Two")]
    public void Name_that_cannot_be_one_is_refused(string first, string second, string named)
    {
        var add = () => Build(connection: null, first, second);

        add.Should().Throw<StartupException>().Which.Message.Should().Contain($"'{named}'");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Emitter_that_is_a_typed_client_is_one_and_has_its_client_whichever_was_added_first(bool isClientFirst)
    {
        var made = new ConcurrentBag<Uri?>();
        var services = new ServiceCollection().AddLogging().AddSingleton(made);
        services.AddMassTransit(bus =>
        {
            if (isClientFirst) bus.AddHttpClient<HttpEmitter>(http => http.BaseAddress = new Uri("https://target.example"));
            bus.AddEmitter<HttpEmitter, ChatState>("http", new ConfigurationBuilder().Build());
            if (!isClientFirst) bus.AddHttpClient<HttpEmitter>(http => http.BaseAddress = new Uri("https://target.example"));
            bus.UsingInMemory();
        });
        await using var host = services.BuildServiceProvider();

        host.GetRequiredService<LedgerWorker<HttpEmitter, ChatState>>().Should().NotBeNull();

        made.Should().Equal(new Uri("https://target.example"));
    }

    [Fact]
    public async Task Clock_of_the_ledger_is_the_databases_whatever_the_hosts()
    {
        var database = await (await LocalPostgres.SharedAsync()).CreateDatabaseAsync();
        await using var host = Build(database, "first", "second-one");
        await host.MigrateDatabasesAsync(Stop);
        var clock = new LedgerClock(new HostClock(TimeProvider.System) { Ahead = TimeSpan.FromDays(3) });
        await using var scope = host.CreateAsyncScope();

        await clock.ReadAsync(scope.ServiceProvider.GetRequiredService<LedgerContext<FirstEmitter>>(), Stop);

        clock.Now.Should().BeCloseTo(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void Migrations_are_what_the_model_is()
    {
        using var sqlite = new SqliteLedgerDesignTime().CreateDbContext([]);
        using var postgres = new PostgresLedgerDesignTime().CreateDbContext([]);

        foreach (var db in new LedgerContext[] { sqlite, postgres })
        {
            db.Database.HasPendingModelChanges().Should().BeFalse();
            db.GetService<IMigrationsAssembly>().Migrations.Keys.Select(id => id.Split('_')[1]).Should().Equal("Initial", "SentPlace", "TargetMemory");
        }
    }

    private static ServiceProvider Build(string? connection, string first, string second, string? folder = null)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:Emitter"] = connection, ["Data"] = folder }).Build();
        var services = new ServiceCollection().AddLogging();
        services.AddMassTransit(bus =>
        {
            bus.AddEmitter<FirstEmitter, ChatState>(Name(first), configuration, target: Target(first));
            bus.AddEmitter<SecondEmitter, ChatState>(Name(second), configuration, target: Target(second));
            bus.UsingInMemory((context, transport) => transport.ConfigureEndpoints(context));
        });
        return services.BuildServiceProvider();

        static string Name(string emitter) => emitter.Split('/')[0];
        static string? Target(string emitter) => emitter.Split('/') is [_, var target] ? target : null;
    }

    // The model is made once for each class: no other test gives these another name.
    private sealed class FirstEmitter : IEmitter<ChatState>
    {
        public EmitStep<ChatState>? Next(EmittedReport report, ChatState state) => null;
    }

    private sealed class HttpEmitter : IEmitter<ChatState>
    {
        public HttpEmitter(HttpClient http, ConcurrentBag<Uri?> made) => made.Add(http.BaseAddress);

        public EmitStep<ChatState>? Next(EmittedReport report, ChatState state) => null;
    }

    private sealed class SecondEmitter : IEmitter<ChatState>
    {
        public EmitStep<ChatState>? Next(EmittedReport report, ChatState state) => null;
    }
}
