using AlertResponder.Inspector.VirusTotal.VirusTotal;
using MassTransit;
using Microsoft.Extensions.Options;

namespace AlertResponder.Inspector.VirusTotal.Inspection;

internal sealed class InspectAttributeConsumerDefinition : ConsumerDefinition<InspectAttributeConsumer>
{
    private static readonly TimeSpan[] Retries = [TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)];

    public InspectAttributeConsumerDefinition(IOptions<VirusTotalOptions> options)
    {
        EndpointName = "inspector-virustotal";
        ConcurrentMessageLimit = options.Value.Concurrency;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<InspectAttributeConsumer> consumerConfigurator,
        IRegistrationContext context) =>
        // For what is our own fault or the bus's: VirusTotal's failures never come as exceptions. A second try costs no quota, the
        // answers of the first are remembered.
        endpointConfigurator.UseMessageRetry(retry => retry.Intervals(Retries));
}
