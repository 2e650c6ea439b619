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

    private const string Encoding = "UTF8";

    // What a process that vanished with its machine has locked is free again after a minute or two, not after the system's two hours. The
    // server itself ends what waits for a lock or runs for long: the client's own time-out, which is longer, then means that it does not answer.
    // No query here takes as long as it takes to compile it.
    private const string DefaultOptions =
        "-c jit=off -c idle_in_transaction_session_timeout=60s -c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3 "
        + "-c lock_timeout=10s -c statement_timeout=20s";

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

    // What the encoding has not would fail wherever it is written, the way of a message to an error queue included.
    public override async Task EnsureUsableAsync(DbContext context, CancellationToken cancellationToken)
    {
        if (await context.QueryScalarAsync("SHOW server_encoding", cancellationToken) is string encoding and not Encoding)
            throw new DatabaseSetupException(
                Name,
                $"Database '{Name}' ({Description}) has the encoding {encoding}, which cannot hold every text: create one with ENCODING '{Encoding}' "
                + "(and TEMPLATE template0)");
    }

    // EF's own lock is a table, and two processes can meet before that is there. This one lasts as long as the connection at most.
    public override async Task WithSchemaLockedAsync(DbContext context, Func<Task> work, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            try
            {
                await context.ExecuteAsync("SET lock_timeout = 0; SET statement_timeout = 0", cancellationToken);
                // In here: it may be granted although its statement was given up.
                await context.ExecuteAsync($"SELECT pg_advisory_lock({DatabaseCommandExtensions.SchemaLock})", cancellationToken);
                await work();
            }
            finally
            {
                await context.ExecuteAsync("SELECT pg_advisory_unlock_all(); RESET lock_timeout; RESET statement_timeout", CancellationToken.None);
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
            if (string.IsNullOrWhiteSpace(settings.Host) || string.IsNullOrWhiteSpace(settings.Database))
                throw new DatabaseSetupException(name, $"ConnectionStrings__{name} needs at least Host and Database. {Example}");

            // A semicolon was forgotten, or an address was pasted: what is logged as the place would hold the password.
            if (!new[] { settings.Host, settings.Database }.Any(part => part!.IndexOfAny(['=', '@', '?']) >= 0)) return settings;
        }
        catch (Exception exception) when (exception is not DatabaseSetupException)
        {
            // Nothing of it is shown, not even what was read as a keyword: a whole address is one, password included.
        }

        throw new DatabaseSetupException(
            name, $"ConnectionStrings__{name} cannot be read: it has to be Keyword=Value;Keyword=Value with the keywords of Npgsql, and no address. {Example}");
    }
}
