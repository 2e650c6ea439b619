using AlertResponder.Receptor.Http;
using AlertResponder.Receptor.Intake;
using AlertResponder.Receptor.Queue;
using AlertResponder.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AlertResponder.Receptor;

/// <summary>The receptor in a host.</summary>
public static class ReceptorServiceCollectionExtensions
{
    /// <summary>
    /// Adds what takes alerts in; <see cref="AlertIntakeEndpoints.MapAlertIntake"/> maps its HTTP API. Alerts go straight to the bus unless the
    /// host registers an <see cref="IAlertPublisher"/> of its own.
    /// </summary>
    /// <param name="bus">The host's bus, on which the receptor publishes; on SQS it also takes documents from the queue <c>alert-intake</c>.</param>
    /// <param name="configuration">The host's configuration.</param>
    /// <returns>The same configurator.</returns>
    public static IBusRegistrationConfigurator AddReceptor(this IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(configuration);

        bus.AddSettings<ReceptorOptions>(configuration, ReceptorOptions.Section, options => options.Validate());
        bus.AddConcurrencyLimit();
        bus.TryAddSingleton(TimeProvider.System);
        bus.TryAddSingleton<ReceptorMetrics>();
        bus.TryAddSingleton<IntakeMemory>();
        bus.TryAddScoped<IAlertPublisher, BusAlertPublisher>();
        bus.TryAddScoped<AlertIntake>();
        bus.TryAddScoped<AlertRequestHandler>();
        bus.AddAlertQueue();
        return bus;
    }
}
