using AlertResponder.Redelivery;
using MassTransit;
using Microsoft.Extensions.Options;

namespace AlertResponder.Inspection;

internal sealed class InspectAttributeConsumerDefinition<T> : ConsumerDefinition<InspectAttributeConsumer<T>>
    where T : class, IInspector
{
    private static readonly TimeSpan[] Delays = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15)];

    public InspectAttributeConsumerDefinition(InspectorRegistration<T> inspector, IOptionsMonitor<InspectorOptions> options)
    {
        EndpointName = inspector.Queue;
        ConcurrentMessageLimit = options.Get(inspector.Name).Concurrency;
    }

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<InspectAttributeConsumer<T>> consumerConfigurator,
        IRegistrationContext context) =>
        // For errors of the bus: what the inspector throws is an answer.
        endpointConfigurator.UseRedelivery(context, Delays);
}
