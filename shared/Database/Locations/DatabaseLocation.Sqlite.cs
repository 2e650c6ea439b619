using AlertResponder.Database.Errors;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Database.Locations;

/// <summary>A file of one process.</summary>
internal sealed class SqliteLocation(string name, string folder, string connection, string transport) : DatabaseLocation(name, connection)
{
    private readonly string _folder = Path.GetFullPath(folder);
    private readonly SqliteConnections _connections = new();
    private DataFile? _taken;

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
        if (_taken is not null) return;
        DataFile taken;
        try
        {
            taken = DataFile.Take(File, transport);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unusable($"database '{Name}' cannot be taken, because another process has it or it cannot be written: {exception.Message.TrimEnd('.')}");
        }

        if (taken.Transport == transport)
        {
            _taken = taken;
            return;
        }

        taken.Dispose();
        throw Unusable(
            $"database '{Name}' there was written with {DatabaseServiceCollectionExtensions.TransportKey}={taken.Transport}, and this process has {transport}: "
            + "each would miss messages that the other has");
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
        _taken?.Dispose();
    }

    private DatabaseSetupException Unusable(string reason) => new(
        Name, $"{DatabaseServiceCollectionExtensions.DataKey} is '{_folder}': {reason}. End the other process, or name another folder (serve: --data)");
}
