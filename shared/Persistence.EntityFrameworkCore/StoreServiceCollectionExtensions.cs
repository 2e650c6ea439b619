using AlertResponder.Persistence.EntityFrameworkCore.Dialects;
using AlertResponder.Persistence.EntityFrameworkCore.Outbox;
using AlertResponder.Persistence.EntityFrameworkCore.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Persistence.EntityFrameworkCore;

/// <summary>Registers a service's database.</summary>
public static class StoreServiceCollectionExtensions
{
    internal const string DataKey = "Data";
    internal const string DefaultData = ".alertresponder";

    /// <summary>Registers a context that is the same on both databases; see the other overload.</summary>
    /// <typeparam name="TContext">The context, with a constructor that takes its <c>DbContextOptions</c>.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The settings.</param>
    /// <param name="name">The store's name.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddStore<TContext>(this IServiceCollection services, IConfiguration configuration, string name)
        where TContext : DbContext => services.AddStore<TContext, TContext>(configuration, name);

    /// <summary>
    /// Keeps a context in PostgreSQL when the connection string <c>ConnectionStrings__{name}</c> is set, in the schema <c>{name}</c>, which
    /// is brought up to date by <see cref="StoreMigrationExtensions.MigrateStoresAsync"/>; else in the SQLite file <c>{Data}/{name}.db</c>
    /// (setting <c>Data</c>, default <c>.alertresponder</c>), which belongs to one process and is brought up to date at its start. The
    /// schema is checked before anything else runs; the context is scoped and can be injected everywhere.
    /// </summary>
    /// <typeparam name="TContext">The context, with a constructor that takes its <c>DbContextOptions</c>, and the migrations of SQLite.</typeparam>
    /// <typeparam name="TPostgresContext">The context as it is on PostgreSQL, with the migrations for that.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The settings.</param>
    /// <param name="name">The store's name: that of the connection string, of the schema, and of the file without its extension.</param>
    /// <returns>The same services.</returns>
    /// <exception cref="MassTransit.ConfigurationException">The connection string cannot be read.</exception>
    public static IServiceCollection AddStore<TContext, TPostgresContext>(this IServiceCollection services, IConfiguration configuration, string name)
        where TContext : DbContext
        where TPostgresContext : TContext
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);

        if (configuration.GetConnectionString(name) is { Length: > 0 } connectionString)
            return services.AddStore<TContext, TPostgresContext>(name, new PostgresLocation($"ConnectionStrings__{name}", connectionString, name));
        var data = configuration[DataKey] is { Length: > 0 } folder ? folder : DefaultData;
        return services.AddStore<TContext, TContext>(name, new SqliteLocation(data, name));
    }

    private static IServiceCollection AddStore<TContext, TImplementation>(this IServiceCollection services, string name, StoreLocation location)
        where TContext : DbContext
        where TImplementation : TContext
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new Store<TContext>(
            name, location, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetRequiredService<StoreGate>(), provider.GetRequiredService<ILogger<Store<TContext>>>()));
        services.AddSingleton(provider => new StoreRetry<TContext>(provider.GetRequiredService<Store<TContext>>()));
        services.AddSingleton<OutboxInterceptor<TContext>>();
        services.AddSingleton<FullDiskNotice<TContext>>();
        services.TryAddScoped(provider => new InboxTransaction<TContext>(
            provider.GetRequiredService<TContext>(), provider.GetRequiredService<Store<TContext>>(), provider));
        services.AddDbContext<TContext, TImplementation>((provider, options) =>
        {
            location.Configure(options);
            options
                // A line a command would drown what a service has to say; what fails is said by whoever tries it again.
                .ConfigureWarnings(warnings => warnings.Log(
                    (RelationalEventId.CommandExecuted, LogLevel.Debug), (RelationalEventId.CommandError, LogLevel.Debug),
                    (RelationalEventId.ConnectionError, LogLevel.Debug), (RelationalEventId.TransactionError, LogLevel.Debug),
                    (CoreEventId.SaveChangesFailed, LogLevel.Debug)))
                .AddInterceptors(provider.GetRequiredService<OutboxInterceptor<TContext>>(), provider.GetRequiredService<FullDiskNotice<TContext>>());
        }, optionsLifetime: ServiceLifetime.Singleton);
        services.AddSingleton<StoreSchema<TContext>>();
        services.AddSingleton<IStoreSchema>(provider => provider.GetRequiredService<StoreSchema<TContext>>());
        services.AddSingleton<IHostedService, StoreStarter<TContext>>();
        services.TryAddSingleton(_ => new StoreGate());
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            $"store-{name}", provider => new StoreHealthCheck<TContext>(provider.GetRequiredService<StoreGate>()), failureStatus: null, tags: null));
        return services;
    }
}
