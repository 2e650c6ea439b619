using AlertResponder.Persistence.EntityFrameworkCore.Dialects;
using AlertResponder.Persistence.EntityFrameworkCore.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Persistence.EntityFrameworkCore;

/// <summary>Registers a service's database.</summary>
public static class StoreServiceCollectionExtensions
{
    internal const string DataKey = "Data";
    internal const string DefaultData = ".alertresponder";

    /// <summary>
    /// Keeps a context in the SQLite file <c>{Data}/{name}.db</c> (setting <c>Data</c>, default <c>.alertresponder</c>) and applies its
    /// migrations at the start of the host, before anything else runs. The context is scoped and can be injected everywhere. The file
    /// belongs to one process.
    /// </summary>
    /// <typeparam name="TContext">The context, with a constructor that takes its <c>DbContextOptions</c>.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The configuration with the setting <c>Data</c>.</param>
    /// <param name="name">The file's name without its extension.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddStore<TContext>(this IServiceCollection services, IConfiguration configuration, string name)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);

        var file = SqliteFile.For(configuration[DataKey] is { Length: > 0 } data ? data : DefaultData, name);
        var connections = new SqliteConnections();
        services.TryAddStore<TContext>(new SqliteDialect());
        services.AddDbContext<TContext>((provider, options) => options
            .UseSqlite(file.ConnectionString)
            // A line a command would drown what a service has to say.
            .ConfigureWarnings(warnings => warnings.Log((RelationalEventId.CommandExecuted, LogLevel.Debug)))
            .AddInterceptors(connections, provider.GetRequiredService<OutboxInterceptor<TContext>>()), optionsLifetime: ServiceLifetime.Singleton);
        services.AddSingleton<IHostedService>(provider => new StoreStarter<TContext>(
            file, provider.GetRequiredService<IServiceScopeFactory>(), provider.GetRequiredService<ILogger<StoreStarter<TContext>>>()));
        return services;
    }

    internal static void TryAddStore<TContext>(this IServiceCollection services, Dialect dialect)
        where TContext : DbContext
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new Store<TContext>(
            dialect, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<Store<TContext>>>()));
        services.TryAddSingleton<OutboxInterceptor<TContext>>();
        services.TryAddScoped(provider => new InboxTransaction<TContext>(
            provider.GetRequiredService<TContext>(), provider.GetRequiredService<Store<TContext>>(), provider));
    }
}
