using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace AlertResponder.Persistence.EntityFrameworkCore.Dialects;

/// <summary>A store in a schema of a PostgreSQL database.</summary>
internal sealed class PostgresLocation : StoreLocation
{
    private const int LongestName = 63; // of an application_name
    private const int AutoPrepared = 100;

    // What a process that vanished with its machine has locked is free again after a minute or two, not after the system's two hours. No
    // query here takes as long as it takes to compile it.
    private const string DefaultOptions =
        "-c jit=off -c idle_in_transaction_session_timeout=60s -c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3";

    private readonly PostgresCommands _commands = new();
    private readonly NpgsqlDataSource _dataSource;
    private readonly string _name;

    public PostgresLocation(string key, string connectionString, string name)
    {
        var settings = Read(key, connectionString);
        _name = name;
        Description = $"PostgreSQL, schema {name} of database {settings.Database} at {settings.Host}:{settings.Port}";
        var instance = Guid.NewGuid().ToString("N");
        var application = settings.ApplicationName is { Length: > 0 } given ? given : name;
        settings.ApplicationName = $"{application[..Math.Min(application.Length, LongestName - instance.Length - 1)]}-{instance}";
        // A session that comes from the pool is not reset, which costs as much as a query: settings are SET LOCAL, and locks the transaction's.
        settings.NoResetOnClose = true;
        if (settings.MaxAutoPrepare == 0) settings.MaxAutoPrepare = AutoPrepared;
        if (string.IsNullOrEmpty(settings.Options)) settings.Options = DefaultOptions;
        _dataSource = new NpgsqlDataSourceBuilder(settings.ToString()).Build();
    }

    public override Dialect Dialect { get; } = new PostgresDialect();
    public override bool MigratesAtStart => false;
    public override string Description { get; }

    public override void Configure(DbContextOptionsBuilder options) => options
        .UseNpgsql(_dataSource, npgsql => npgsql.MigrationsHistoryTable(HistoryRepository.DefaultTableName, _name))
        .AddInterceptors(_commands);

    public override void EnsureUsable()
    {
    }

    public override Task PrepareAsync(DbContext context, bool willMigrate, CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task CompleteAsync(DbContext context, CancellationToken cancellationToken) =>
        Dialect.ExecuteAsync(context, InboxPartitions.CreationSql(context.Model.GetDefaultSchema()), cancellationToken);

    public override void Dispose()
    {
        base.Dispose();
        _dataSource.Dispose();
    }

    private static NpgsqlConnectionStringBuilder Read(string key, string connectionString)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString);
            if (!string.IsNullOrWhiteSpace(settings.Host) && !string.IsNullOrWhiteSpace(settings.Database)) return settings;
        }
        catch (ArgumentException exception)
        {
            // Its message names the keyword, never a value.
            throw new MassTransit.ConfigurationException($"{key} cannot be read: {exception.Message}. {Example}");
        }

        throw new MassTransit.ConfigurationException($"{key} needs at least Host and Database. {Example}");
    }

    private const string Example = "Write for example Host=db.internal;Database=alertresponder;Username=reviewer;Password=...";
}
