using AlertResponder.ServiceDefaults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AlertResponder.Emission;

/// <summary>What an emitter's registration does beside <see cref="EmitterExtensions.AddEmitter"/>.</summary>
public static class EmitterSetupExtensions
{
    /// <summary>Reads and checks an emitter's settings as <see cref="SettingsExtensions.AddSettings"/> does, and <c>Reports__PublicUrl</c>.</summary>
    /// <typeparam name="T">The options.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The settings.</param>
    /// <param name="section">The section's name.</param>
    /// <param name="validate">Names each error.</param>
    /// <returns>The options' builder.</returns>
    public static OptionsBuilder<T> AddEmitterSettings<T>(
        this IServiceCollection services, IConfiguration configuration, string section, Func<T, IEnumerable<string>> validate)
        where T : EmissionOptions => services.AddSettings(configuration, section, validate)
        .Configure(options => options.ReportsUrl = configuration["Reports:PublicUrl"] is { } url && !string.IsNullOrWhiteSpace(url) ? url : null);

    /// <summary>Logs once, at the start, what the emitter will do.</summary>
    /// <typeparam name="T">Whose log it is.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="log">Writes it.</param>
    public static void AddStartNotice<T>(this IServiceCollection services, Action<ILogger, IServiceProvider> log) =>
        services.AddSingleton<IHostedService>(provider => new StartNotice(() => log(provider.GetRequiredService<ILogger<T>>(), provider)));

    private sealed class StartNotice(Action log) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            log();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
