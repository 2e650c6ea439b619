using System.Text.Encodings.Web;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AlertResponder.ServiceDefaults;

/// <summary>The bus, set up alike in every host.</summary>
public static class ServiceBusExtensions
{
    /// <summary>
    /// Adds the bus with the consumers of the services that the host carries, on MassTransit's in-memory transport. Queues are named
    /// in kebab-case, JSON is compact, a delay is carried by whatever outbox the endpoint has, and MassTransit's usage telemetry is
    /// off: a security product calls nobody that its owner did not name.
    /// </summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="addServices">Calls the registration method of each service, e.g. <c>bus.AddReviewer(configuration)</c>.</param>
    /// <returns>The same builder.</returns>
    public static IHostApplicationBuilder AddServiceBus(this IHostApplicationBuilder builder, Action<IBusRegistrationConfigurator> addServices)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.AddOptions<MassTransitHostOptions>().Configure(options =>
        {
            options.WaitUntilStarted = true;
            options.StopTimeout = ServiceDefaultsExtensions.ShutdownTimeout;
        });
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.SetKebabCaseEndpointNameFormatter();
            bus.AddDelayedMessageScheduler();
            addServices(bus);
            bus.UsingInMemory((context, transport) =>
            {
                transport.UseDelayedMessageScheduler();
                transport.ConfigureJsonSerializerOptions(json =>
                {
                    json.WriteIndented = false;
                    // No message ever stands in a page: a letter outside ASCII need not become six bytes.
                    json.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
                    return json;
                });
                transport.ConfigureEndpoints(context);
            });
        });
        return builder;
    }
}
