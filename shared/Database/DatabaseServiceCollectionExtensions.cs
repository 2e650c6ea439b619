using AlertResponder.Database.Conventions;
using AlertResponder.Database.Errors;
using AlertResponder.Database.Locations;
using AlertResponder.Database.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Database;

/// <summary>Registers a service's database.</summary>
public static class DatabaseServiceCollectionExtensions
{
    internal const string DataKey = "Data";
    internal const string TransportKey = "Transport";
    internal const string DefaultData = ".alertresponder";
    private const string DefaultTransport = "AmazonSqs";

    /// <summary>
    /// Keeps a context in PostgreSQL when the connection string <c>ConnectionStrings__{name}</c> is set, in the schema <c>{name}</c>, which
    /// is brought up to date by <see cref="DatabaseMigrationExtensions.MigrateDatabasesAsync"/>; else in the SQLite file <c>{Data}/{name}.db</c>
    /// (setting <c>Data</c>, default <c>.alertresponder</c>), which belongs to one process and to the transport that wrote it first (setting
    /// <c>Transport</c>), and is brought up to date at the start. The schema is checked before anything else runs; the context is scoped and can be injected everywhere. Interceptors that are registered as
    /// <c>IInterceptor</c> under the key <c>typeof(TContext)</c> are added to it.
    /// </summary>
    /// <typeparam name="TContext">The context, with a constructor that takes its <c>DbContextOptions</c>, and the migrations of SQLite.</typeparam>
    /// <typeparam name="TPostgresContext">The context as it is on PostgreSQL, with the migrations for that.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The settings.</param>
    /// <param name="name">The database's name: that of the connection string, of the schema, and of the file without its extension.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="DatabaseSetupException">The connection string cannot be read.</exception>
    public static IServiceCollection AddDatabase<TContext, TPostgresContext>(this IServiceCollection services, IConfiguration configuration, string name)
        where TContext : DbContext
        where TPostgresContext : TContext
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);

        if (configuration.GetConnectionString(name) is { Length: > 0 } connectionString)
            return services.AddDatabase<TContext, TPostgresContext>(new PostgresLocation(name, connectionString, connection: name, schema: name));
        return services.AddDatabase<TContext, TContext>(InFile(configuration, name, connection: name));
    }

    /// <summary>
    /// The same for one of several databases that share a connection string, and a context that is one on both systems. The schema is
    /// <c>{name}</c> with an underscore for each hyphen, so that it needs no quotes.
    /// </summary>
    /// <typeparam name="TContext">The context, with a constructor that takes its <c>DbContextOptions</c>, and the migrations of both systems.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The settings.</param>
    /// <param name="name">The database's name: that of the schema, and of the file without its extension.</param>
    /// <param name="connection">The name of the connection string.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="DatabaseSetupException">The connection string cannot be read.</exception>
    public static IServiceCollection AddDatabase<TContext>(this IServiceCollection services, IConfiguration configuration, string name, string connection)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);

        return services.AddDatabase<TContext, TContext>(configuration.GetConnectionString(connection) is { Length: > 0 } connectionString
            ? new PostgresLocation(name, connectionString, connection, name.Replace('-', '_'))
            : InFile(configuration, name, connection));
    }

    /// <summary>Lists the databases that have been registered so far.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The databases, in the order of their registration.</returns>
    public static IReadOnlyList<DatabaseRegistration> GetDatabases(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);

        return [.. services.Select(service => service.IsKeyedService ? null : service.ImplementationInstance).OfType<DatabaseRegistration>()];
    }

    /// <summary>Lists the databases of a process.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The databases, in the order of their registration.</returns>
    public static IReadOnlyList<DatabaseRegistration> GetDatabases(this IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);

        return [.. services.GetServices<DatabaseRegistration>()];
    }

    private static SqliteLocation InFile(IConfiguration configuration, string name, string connection) => new(
        name,
        configuration[DataKey] is { Length: > 0 } folder ? folder : DefaultData,
        connection,
        configuration[TransportKey] is { Length: > 0 } transport ? transport : DefaultTransport);

    private static IServiceCollection AddDatabase<TContext, TImplementation>(this IServiceCollection services, DatabaseLocation location)
        where TContext : DbContext
        where TImplementation : TContext
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => new DatabaseGate());
        services.AddSingleton(new DatabaseRegistration(typeof(TContext), location));
        // Made by the container, which then disposes of it.
        services.AddKeyedSingleton(typeof(TContext), (_, _) => location);
        services.AddSingleton(provider => new DatabaseRetry<TContext>(
            provider.GetRequiredKeyedService<DatabaseLocation>(typeof(TContext)), provider.GetRequiredService<DatabaseGate>(),
            provider.GetRequiredService<IServiceScopeFactory>(), provider.GetRequiredService<ILogger<DatabaseRetry<TContext>>>()));
        services.AddKeyedSingleton<IInterceptor>(typeof(TContext), (_, _) => new SaveInterceptor());
        services.AddKeyedSingleton<IInterceptor>(typeof(TContext), (provider, _) => new FullDiskNotice(location, provider.GetRequiredService<ILogger<FullDiskNotice>>()));
        services.AddDbContext<TContext, TImplementation>((provider, options) =>
        {
            location.Configure(options);
            options
                // A line a command would drown what a service has to say; what fails is said by whoever tries it again.
                .ConfigureWarnings(warnings => warnings.Log(
                    (RelationalEventId.CommandExecuted, LogLevel.Debug), (RelationalEventId.CommandError, LogLevel.Debug),
                    (RelationalEventId.ConnectionError, LogLevel.Debug), (RelationalEventId.TransactionError, LogLevel.Debug),
                    (CoreEventId.SaveChangesFailed, LogLevel.Debug)))
                .AddInterceptors(provider.GetKeyedServices<IInterceptor>(typeof(TContext)));
        }, optionsLifetime: ServiceLifetime.Singleton);
        services.AddSingleton(provider => new DatabaseSchema<TContext>(
            location, provider.GetRequiredService<DatabaseRetry<TContext>>(), provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetRequiredService<ILogger<DatabaseSchema<TContext>>>()));
        services.AddSingleton<IDatabaseSchema>(provider => provider.GetRequiredService<DatabaseSchema<TContext>>());
        services.AddSingleton<IHostedService>(provider => new DatabaseStarter<TContext>(provider.GetRequiredService<DatabaseSchema<TContext>>()));
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            $"database-{location.Name}", provider => new DatabaseHealthCheck<TContext>(provider.GetRequiredService<DatabaseGate>()),
            failureStatus: null, tags: null));
        return services;
    }
}
