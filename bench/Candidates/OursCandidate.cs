using MassTransit;

namespace AlertResponder.Bench.Candidates;

/// <summary>MassTransit on this project's transport.</summary>
internal sealed class OursCandidate(CandidateSettings settings, Arrivals arrivals, ApiCalls calls) : BusCandidate(settings, arrivals)
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
