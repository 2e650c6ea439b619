using AlertResponder.Database;
using AlertResponder.Emitter.GitHub.Emission;
using AlertResponder.Emitter.GitHub.Gateway;
using AlertResponder.Emitter.GitHub.Storage;
using AlertResponder.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Emitter.GitHub;

/// <summary>Registration of the emitter that writes reports as issues at GitHub or GitHub Enterprise Server.</summary>
public static class GitHubEmitterServiceCollectionExtensions
{
    /// <summary>
    /// Adds the emitter: a consumer of the report events on the queue <c>emitter-ghe</c>, its ledger, and the worker that writes the
    /// issues. Without <c>GitHub__Token</c> or <c>GitHub__Repository</c> it says so at the start and does nothing.
    /// </summary>
    /// <param name="bus">The bus to consume from.</param>
    /// <param name="configuration">Settings; section <c>GitHub</c>, and the store's.</param>
    /// <returns>The same bus.</returns>
    public static IBusRegistrationConfigurator AddGitHubEmitter(this IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(configuration);

        if (GitHubOptions.Missing(configuration) is { Count: > 0 } missing)
        {
            bus.AddSingleton<IHostedService>(services => new NotConfiguredNotice(missing, services.GetRequiredService<ILogger<NotConfiguredNotice>>()));
            return bus;
        }

        bus.AddOptions<GitHubOptions>().Configure(options => options.Read(configuration)).ValidateOnStart(options => options.Validate());
        bus.TryAddSingleton(TimeProvider.System);
        bus.AddDatabase<EmitterDbContext, PostgresEmitterDbContext>(configuration, EmitterDbContext.DatabaseName);
        bus.AddMetrics();
        bus.AddSingleton<EmitterMetrics>();
        bus.AddSingleton<Ledger>();
        bus.AddSingleton<WakeSignal>();
        bus.AddSingleton<GitHubGateway>();
        bus.AddSingleton<RepositoryGuard>();
        bus.AddSingleton<IssueWriter>();
        bus.AddSingleton<WorkerSetup>();
        bus.AddSingleton<Rest>();
        bus.AddSingleton<ReportWork>();
        bus.AddSingleton<IssueWorker>();
        bus.AddHostedService(services => services.GetRequiredService<IssueWorker>());
        bus.AddConsumer<RecordReportConsumer, RecordReportConsumerDefinition>();
        bus.WaitBeforeReceiving(services => services.GetRequiredService<DatabaseGate>().WaitOpenAsync);
        return bus;
    }
}
