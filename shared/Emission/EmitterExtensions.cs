using AlertResponder.Database;
using AlertResponder.Emission.Storage;
using AlertResponder.Emission.Work;
using AlertResponder.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace AlertResponder.Emission;

/// <summary>Emitters in a host.</summary>
public static class EmitterExtensions
{
    /// <summary>The name of the connection string of all emitters: each has a schema of its own in that database.</summary>
    internal const string ConnectionName = "Emitter";

    /// <summary>
    /// Adds an emitter: a consumer of the report events on the queue <c>emitter-NAME</c>, its ledger, and the worker that brings the target
    /// to what the ledger wants. The ledger is the schema <c>emitter_NAME</c> of the PostgreSQL database that <c>ConnectionStrings__Emitter</c>
    /// names, or else the file <c>emitter-NAME.db</c> in the folder of the setting <c>Data</c>.
    /// </summary>
    /// <typeparam name="TEmitter">The emitter; one instance serves all reports.</typeparam>
    /// <typeparam name="TState">What it has to know of a report.</typeparam>
    /// <param name="bus">The host's bus.</param>
    /// <param name="name">What it is called: 1 to 40 of a-z, 0-9 and '-'.</param>
    /// <param name="configuration">The settings.</param>
    /// <param name="options">Gives its options; null for the defaults.</param>
    /// <param name="target">
    /// For an emitter with several targets, which one this is, by the same characters as the name. Each is added for itself, with a class of its own
    /// (a type parameter makes one), and has its own ledger <c>emitter-NAME-TARGET</c>, pace, pause and lanes: one that is out of reach holds up no
    /// other. The queue is one.
    /// </param>
    /// <returns>The same bus.</returns>
    /// <exception cref="StartupException">The name cannot be one, or is another emitter's.</exception>
    public static IBusRegistrationConfigurator AddEmitter<TEmitter, TState>(
        this IBusRegistrationConfigurator bus, string name, IConfiguration configuration, Func<IServiceProvider, EmissionOptions>? options = null,
        string? target = null)
        where TEmitter : class, IEmitter<TState>
        where TState : class, new()
    {
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(configuration);

        var emitter = new EmitterRegistration<TEmitter>(name, target);
        emitter.Join(bus.Select(service => service.ImplementationInstance).OfType<EmitterRegistration>());
        bus.AddSingleton(emitter);
        bus.AddSingleton(services => new EmitterOptions<TEmitter>(emitter.FullName, options?.Invoke(services) ?? new EmissionOptions()));
        bus.AddMetrics();
        bus.TryAddSingleton(TimeProvider.System);
        bus.TryAddSingleton<EmissionMetrics>();
        bus.TryAddTransient<LedgerClock>();
        bus.TryAddSingleton<TEmitter>();
        bus.AddSingleton<TargetMemory<TEmitter>>();
        bus.AddDatabase<LedgerContext<TEmitter>>(configuration, emitter.Database, ConnectionName);
        bus.AddSingleton<Ledger<TEmitter>>();
        bus.AddSingleton<TargetPause<TEmitter>>();
        bus.TryAddScoped<IPlaceSender, QueuePlaceSender>();
        bus.AddSingleton<PlaceReport<TEmitter>>();
        bus.AddSingleton<ReportSession<TEmitter, TState>>();
        bus.AddSingleton<LedgerWorker<TEmitter, TState>>();
        bus.AddSingleton<IHostedService>(services => services.GetRequiredService<LedgerWorker<TEmitter, TState>>());
        bus.AddSingleton<LedgerWatch<TEmitter>>();
        bus.AddSingleton<IHostedService>(services => services.GetRequiredService<LedgerWatch<TEmitter>>());
        bus.AddHealthChecks().Add(new HealthCheckRegistration(
            $"ledger-{emitter.Database}",
            services => new StallHealthCheck(services.GetRequiredService<LedgerWatch<TEmitter>>().OldestDue, reportId => $"report {reportId}"),
            failureStatus: null, tags: [StallHealthCheck.Tag]));
        bus.AddConsumer<RecordReportConsumer<TEmitter>, RecordReportConsumerDefinition<TEmitter>>();
        bus.WaitBeforeReceiving(services => services.GetRequiredService<DatabaseGate>().WaitOpenAsync);
        return bus;
    }
}
