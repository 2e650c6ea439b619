using System.Text.Encodings.Web;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AlertResponder.ServiceDefaults;

/// <summary>The bus, set up the same way in every host.</summary>
public static class ServiceBusExtensions
{
    /// <summary>The setting that chooses the transport: <c>AmazonSqs</c> (default), or <c>InMemory</c>, which stays within the process.</summary>
    public const string TransportKey = "Transport";

    /// <summary>Set to true, the bus makes its queues, topics and subscriptions when it is deployed, and receives nothing.</summary>
    internal const string TopologyOnlyKey = "TopologyOnly";

    /// <summary>
    /// Adds the bus with the consumers of the services that the host carries, on the transport that <c>Transport</c> names. Queues are
    /// named in kebab-case, JSON is compact, and MassTransit's usage telemetry is off: a security product calls nobody that its owner
    /// did not name.
    /// </summary>
    /// <param name="builder">The host's builder.</param>
    /// <param name="addServices">Calls the registration method of each service, e.g. <c>bus.AddReviewer(configuration)</c>.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="StartupException"><c>Transport</c> is neither of them.</exception>
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
            bus.AddTransport(builder.Configuration);
        });
        return builder;
    }

    /// <summary>What a bus has on every transport.</summary>
    internal static void UseServiceBusDefaults(this IBusFactoryConfigurator transport)
    {
        transport.UseDelayedMessageScheduler();
        transport.ConfigureJsonSerializerOptions(json =>
        {
            json.WriteIndented = false;
            // No message is ever part of a web page, so a letter outside ASCII need not be escaped as six bytes.
            json.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
            return json;
        });
    }

    private static void AddTransport(this IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        switch (configuration[TransportKey])
        {
            case null or "" or "AmazonSqs":
                bus.AddAmazonSqsTransport(configuration);
                break;
            case "InMemory":
                bus.UsingInMemory((context, transport) =>
                {
                    transport.UseServiceBusDefaults();
                    transport.ConfigureEndpoints(context);
                });
                break;
            case var other:
                throw new StartupException($"{TransportKey} is '{other}': write AmazonSqs or InMemory");
        }
    }
}
