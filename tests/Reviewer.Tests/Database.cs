using AlertResponder.TestKit.Postgres;

namespace AlertResponder.Reviewer.Tests;

/// <summary>What a test keeps its reports in.</summary>
public enum Database
{
    Sqlite,
    Postgres,
}

internal static class DatabaseExtensions
{
    /// <summary>The settings of a new database; none for SQLite, which is the default.</summary>
    public static async Task<string[]> SettingsAsync(this Database database) => database == Database.Sqlite
        ? []
        : [$"ConnectionStrings__reports={await (await LocalPostgres.SharedAsync()).CreateDatabaseAsync()}"];
}
