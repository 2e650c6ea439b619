using AlertResponder.TestKit.Postgres;
using Npgsql;

namespace AlertResponder.Database.Tests.Model;

public enum Engine
{
    Sqlite,
    Postgres,
}

/// <summary>An empty database of either engine, as the settings that lead to it.</summary>
public sealed class TestDatabase : IDisposable
{
    private TestDatabase(string path, string? connectionString) => (Path, ConnectionString) = (path, connectionString);

    public string Path { get; }

    public string? ConnectionString { get; }

    public Dictionary<string, string?> Settings => new() { ["Data"] = Path, ["ConnectionStrings:notes"] = ConnectionString };

    public static TestDatabase Sqlite() => Sqlite(Directory.CreateTempSubdirectory("database-").FullName);

    public static TestDatabase Sqlite(string path) => new(path, connectionString: null);

    public static async Task<TestDatabase> CreateAsync(Engine engine) => engine == Engine.Sqlite
        ? Sqlite()
        : new TestDatabase(Directory.CreateTempSubdirectory("database-").FullName, await (await LocalPostgres.SharedAsync()).CreateDatabaseAsync());

    /// <summary>An empty database of a server that the test stops and starts.</summary>
    public static async Task<TestDatabase> CreateAsync(LocalPostgres server) =>
        new(Directory.CreateTempSubdirectory("database-").FullName, await server.CreateDatabaseAsync());

    /// <summary>The same database through one connection.</summary>
    public TestDatabase WithOneConnection() => new(Path, $"{ConnectionString};Maximum Pool Size=1");

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        NpgsqlConnection.ClearAllPools();
        Directory.Delete(Path, recursive: true);
    }
}
