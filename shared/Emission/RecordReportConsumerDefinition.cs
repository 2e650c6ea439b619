using AlertResponder.Redelivery;
using MassTransit;

namespace AlertResponder.Emission;

internal sealed class RecordReportConsumerDefinition<TEmitter> : ConsumerDefinition<RecordReportConsumer<TEmitter>>
{
    public RecordReportConsumerDefinition(EmitterRegistration<TEmitter> emitter) => EndpointName = emitter.Database;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<RecordReportConsumer<TEmitter>> consumerConfigurator,
        IRegistrationContext context) =>
        // For what passes by itself. An outage of the database the ledger waits out before.
        endpointConfigurator.UseRedelivery(context);
}
