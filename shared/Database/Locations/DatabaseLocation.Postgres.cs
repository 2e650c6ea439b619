using AlertResponder.Database.Errors;
using AlertResponder.Database.RowLocks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace AlertResponder.Database.Locations;

/// <summary>A schema of a PostgreSQL database.</summary>
internal sealed class PostgresLocation : DatabaseLocation
{
    private const int MaxApplicationName = 63; // https://www.postgresql.org/docs/current/runtime-config-logging.html
    private const int MaxAutoPrepared = 100;
    private const string Example = "Write for example Host=db.internal;Database=alertresponder;Username=reviewer;Password=...";

    // What a process that vanished with its machine has locked is free again after a minute or two, not after the system's two hours. No
    // query here takes as long as it takes to compile it.
    private const string DefaultOptions =
        "-c jit=off -c idle_in_transaction_session_timeout=60s -c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3";

    private readonly ForUpdateInterceptor _rowLocks = new();
    private readonly NpgsqlDataSource _dataSource;
    private readonly string _schema;

    /// <param name="name">The database's name.</param>
    /// <param name="connectionString">Where it is.</param>
    /// <param name="connection">The name of the connection string.</param>
    /// <param name="schema">The schema.</param>
    public PostgresLocation(string name, string connectionString, string connection, string schema)
        : base(name, connection)
    {
        var settings = Read(connection, connectionString);
        _schema = schema;
        Description = $"PostgreSQL, schema {schema} of database {settings.Database} at {settings.Host}:{settings.Port}";
        // Unique to the process, so that it can be told who has what.
        var instance = Guid.NewGuid().ToString("N");
        var application = settings.ApplicationName is { Length: > 0 } given ? given : name;
        settings.ApplicationName = $"{application[..Math.Min(application.Length, MaxApplicationName - instance.Length - 1)]}-{instance}";
        // A session that comes from the pool is not reset, which costs as much as a query: settings are SET LOCAL, and locks the transaction's.
        settings.NoResetOnClose = true;
        if (settings.MaxAutoPrepare == 0) settings.MaxAutoPrepare = MaxAutoPrepared;
        if (string.IsNullOrEmpty(settings.Options)) settings.Options = DefaultOptions;
        _dataSource = new NpgsqlDataSourceBuilder(settings.ToString()).Build();
    }

    public override DatabaseKind Kind => DatabaseKind.PostgreSql;
    public override DatabaseErrors Errors { get; } = new PostgresErrors();
    public override string Description { get; }
    public override bool MigratesAtStart => false;

    public override void Configure(DbContextOptionsBuilder options) => options
        .UseNpgsql(_dataSource, npgsql => npgsql.MigrationsHistoryTable(HistoryRepository.DefaultTableName, _schema))
        .AddInterceptors(_rowLocks);

    // EF's own lock is a table, and two processes can meet before that is there. This one lasts as long as the connection at most.
    public override async Task WithSchemaLockedAsync(DbContext context, Func<Task> work, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            try
            {
                // In here: it may be granted although its statement was given up.
                await context.ExecuteAsync($"SELECT pg_advisory_lock({DatabaseCommandExtensions.SchemaLock})", cancellationToken);
                await work();
            }
            finally
            {
                await context.ExecuteAsync("SELECT pg_advisory_unlock_all()", CancellationToken.None);
            }
        }
        finally
        {
            await context.Database.CloseConnectionAsync();
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _dataSource.Dispose();
    }

    private static NpgsqlConnectionStringBuilder Read(string name, string connectionString)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString);
            if (!string.IsNullOrWhiteSpace(settings.Host) && !string.IsNullOrWhiteSpace(settings.Database)) return settings;
        }
        catch (ArgumentException exception)
        {
            // Its message names the keyword, never a value.
            throw new DatabaseSetupException(name, $"ConnectionStrings__{name} cannot be read: {exception.Message}. {Example}");
        }

        throw new DatabaseSetupException(name, $"ConnectionStrings__{name} needs at least Host and Database. {Example}");
    }
}
