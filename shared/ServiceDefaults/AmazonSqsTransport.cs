using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.ServiceDefaults;

/// <summary>The bus on SQS and SNS.</summary>
public static class AmazonSqsTransport
{
    /// <summary>The section with the settings of <see cref="AmazonSqsTransportOptions"/> and <c>WaitTimeSeconds</c>.</summary>
    public const string Section = "AmazonSqs";

    private const string WaitTimeSecondsKey = "WaitTimeSeconds";
    private const ushort MaxWaitTimeSeconds = 20; // as SQS has it

    /// <summary>
    /// Runs the bus on SQS and SNS. Settings: section <c>AmazonSqs</c>, and what the AWS SDK reads: <c>AWS_REGION</c>, credentials or the
    /// task role, <c>AWS_ENDPOINT_URL</c>.
    /// </summary>
    /// <param name="bus">The bus.</param>
    /// <param name="configuration">The settings.</param>
    /// <exception cref="StartupException">A setting cannot be read.</exception>
    public static void AddAmazonSqsTransport(this IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(configuration);

        var section = configuration.GetSection(Section);
        var waitTimeSeconds = WaitTimeSeconds(section);
        var isTopologyOnly = configuration.GetValue<bool>(ServiceBusExtensions.TopologyOnlyKey);
        bus.AddSettings<AmazonSqsTransportOptions>(configuration, Section, _ => []);
        bus.UsingAmazonSqs((context, transport) =>
        {
            transport.UseServiceBusDefaults();
            // Not by a callback of the endpoints: those that a service makes by hand do not pass one.
            transport.ConnectEndpointConfigurationObserver(new PollWait(waitTimeSeconds));
            transport.DeployTopologyOnly = transport.DeployPublishTopology = isTopologyOnly;
            foreach (var service in context.GetServices<ServiceTransport>()) service.Configure(context, transport);
            transport.ConfigureEndpoints(context);
        });
    }

    /// <summary>Lets a service say what it needs of SQS and SNS; on another transport it is not asked.</summary>
    /// <param name="bus">The bus.</param>
    /// <param name="configure">Configures topics and further endpoints.</param>
    public static void ConfigureAmazonSqs(
        this IBusRegistrationConfigurator bus, Action<IBusRegistrationContext, IAmazonSqsBusFactoryConfigurator> configure)
    {
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(configure);

        bus.AddSingleton(new ServiceTransport(configure));
    }

    /// <summary>
    /// Leaves messages in their queues, where another process can take them, while something that every consumer needs is out of reach. On
    /// a transport that holds its messages in this process it changes nothing.
    /// </summary>
    /// <param name="bus">The bus.</param>
    /// <param name="wait">Gives what is awaited before each request for messages.</param>
    public static void WaitBeforeReceiving(this IBusRegistrationConfigurator bus, Func<IServiceProvider, Func<CancellationToken, Task>> wait)
    {
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(wait);

        bus.AddConfigureEndpointsCallback((context, _, endpoint) =>
        {
            if (endpoint is IAmazonSqsReceiveEndpointConfigurator queue) queue.BeforeReceive = wait(context);
        });
    }

    private static ushort WaitTimeSeconds(IConfigurationSection section) => section[WaitTimeSecondsKey] switch
    {
        null or "" => MaxWaitTimeSeconds,
        var text when ushort.TryParse(text, out var seconds) && seconds <= MaxWaitTimeSeconds => seconds,
        var text => throw new StartupException($"{Section}__{WaitTimeSecondsKey} is '{text}': write a whole number from 0 to {MaxWaitTimeSeconds}"),
    };

    private sealed class PollWait(ushort seconds) : IEndpointConfigurationObserver
    {
        public void EndpointConfigured<T>(T configurator)
            where T : IReceiveEndpointConfigurator
        {
            if (configurator is IAmazonSqsReceiveEndpointConfigurator queue) queue.WaitTimeSeconds = seconds;
        }
    }

    private sealed record ServiceTransport(Action<IBusRegistrationContext, IAmazonSqsBusFactoryConfigurator> Configure);
}
