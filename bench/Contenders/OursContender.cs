using MassTransit;

namespace AlertResponder.Bench.Contenders;

/// <summary>MassTransit on this project's transport.</summary>
internal sealed class OursContender(ContenderSettings settings, Arrivals arrivals, ApiCalls calls) : BusContender(settings, arrivals)
{
    private readonly Uri _server = settings.Server;

    protected override void UseTransport(IBusRegistrationConfigurator bus, string[] queues) => bus.UsingAmazonSqs((context, transport) =>
    {
        transport.Host(AwsClients.Region, host =>
        {
            host.Credentials(AwsClients.Credentials);
            host.Config(AwsClients.SqsConfig(_server, calls));
            host.Config(AwsClients.SnsConfig(_server, calls));
        });
        Configure(transport, context, queues);
    });
}
