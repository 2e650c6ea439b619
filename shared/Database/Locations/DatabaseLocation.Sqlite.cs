using AlertResponder.Database.Errors;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Database.Locations;

/// <summary>A file of one process.</summary>
internal sealed class SqliteLocation(string name, string folder, string connection) : DatabaseLocation(name, connection)
{
    private readonly string _folder = Path.GetFullPath(folder);
    private readonly SqliteConnections _connections = new();

    public override DatabaseKind Kind => DatabaseKind.Sqlite;
    public override DatabaseErrors Errors { get; } = new SqliteErrors();
    public override string Description => $"SQLite, {File}";
    public override bool MigratesAtStart => true;
    private string File => Path.Combine(_folder, $"{Name}.db");

    public override void Configure(DbContextOptionsBuilder options) => options
        .UseSqlite(new SqliteConnectionStringBuilder { DataSource = File, DefaultTimeout = SqliteConnections.BusySeconds }.ToString())
        .AddInterceptors(_connections);

    public override void EnsureUsable()
    {
        try
        {
            Directory.CreateDirectory(_folder);
            var probe = Path.Combine(_folder, $".write-test-{Guid.NewGuid():N}");
            System.IO.File.WriteAllBytes(probe, []);
            System.IO.File.Delete(probe);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new InvalidOperationException(
                $"{DatabaseServiceCollectionExtensions.DataKey}='{_folder}' cannot be written: {exception.Message} Name a folder that this process may write.",
                exception);
        }
    }

    public override async Task PrepareAsync(DbContext context, bool willMigrate, CancellationToken cancellationToken)
    {
        // A process that was killed while it migrated leaves EF's lock behind, for which the next one would wait for ever.
        // https://learn.microsoft.com/ef/core/providers/sqlite/limitations#concurrent-migrations-protection
        if (willMigrate) await context.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellationToken);
    }

    public override void Dispose()
    {
        base.Dispose();
        _connections.Dispose();
    }
}
