using AlertResponder.Transport.AmazonSqs.Tests.SqsSns;
using Amazon.Runtime;
using Amazon.SimpleNotificationService;
using Amazon.SQS;
using MassTransit;

namespace AlertResponder.Transport.Compliance;

/// <summary>Our transport on the local server, each bus in a scope of its own.</summary>
public sealed class AmazonSqsTransport(SharedServer server) : ITransport
{
    public void Use(IBusRegistrationConfigurator bus, Action<IBusRegistrationContext, IBusFactoryConfigurator> configure)
    {
        bus.UsingAmazonSqs((context, transport) =>
        {
            transport.Host("eu-central-1", host =>
            {
                host.Scope($"c{Guid.NewGuid():N}"[..10], scopeTopics: true);
                host.Credentials(new BasicAWSCredentials("AKIAEXAMPLE", "secret-of-the-example"));
                host.Config(new AmazonSQSConfig { ServiceURL = $"{server.Url}" });
                host.Config(new AmazonSimpleNotificationServiceConfig { ServiceURL = $"{server.Url}" });
            });
            transport.WaitTimeSeconds = 1;
            transport.ConnectEndpointConfigurationObserver(new ShortPolls());
            configure(context, transport);
            transport.ConfigureEndpoints(context);
        });
    }

    // A stop waits for the poll that runs.
    private static void PollShortly(IReceiveEndpointConfigurator endpoint)
    {
        if (endpoint is IAmazonSqsReceiveEndpointConfigurator queue) queue.WaitTimeSeconds = 1;
    }

    private sealed class ShortPolls : IEndpointConfigurationObserver
    {
        public void EndpointConfigured<T>(T configurator)
            where T : IReceiveEndpointConfigurator =>
            PollShortly(configurator);
    }
}
