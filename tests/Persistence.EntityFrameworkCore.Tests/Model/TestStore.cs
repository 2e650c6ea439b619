using AlertResponder.TestKit.Postgres;
using Npgsql;

namespace AlertResponder.Persistence.EntityFrameworkCore.Tests.Model;

public enum Engine
{
    Sqlite,
    Postgres,
}

/// <summary>An empty database of either engine, as the settings that lead to it.</summary>
public sealed class TestStore : IDisposable
{
    private TestStore(string path, string? connectionString) => (Path, ConnectionString) = (path, connectionString);

    public string Path { get; }

    public string? ConnectionString { get; }

    public Dictionary<string, string?> Settings => new() { ["Data"] = Path, ["ConnectionStrings:notes"] = ConnectionString };

    public static TestStore Sqlite() => Sqlite(Directory.CreateTempSubdirectory("store-").FullName);

    public static TestStore Sqlite(string path) => new(path, connectionString: null);

    public static async Task<TestStore> CreateAsync(Engine engine) => engine == Engine.Sqlite
        ? Sqlite()
        : new TestStore(Directory.CreateTempSubdirectory("store-").FullName, await (await LocalPostgres.SharedAsync()).CreateDatabaseAsync());

    /// <summary>An empty database of a server that the test stops and starts.</summary>
    public static async Task<TestStore> CreateAsync(LocalPostgres server) =>
        new(Directory.CreateTempSubdirectory("store-").FullName, await server.CreateDatabaseAsync());

    /// <summary>The same database through one connection.</summary>
    public TestStore WithOneConnection() => new(Path, $"{ConnectionString};Maximum Pool Size=1");

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        NpgsqlConnection.ClearAllPools();
        Directory.Delete(Path, recursive: true);
    }
}
