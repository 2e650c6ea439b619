using AlertResponder.Redelivery;
using MassTransit;

namespace AlertResponder.Emission;

internal sealed class RecordReportConsumerDefinition<TEmitter> : ConsumerDefinition<RecordReportConsumer<TEmitter>>
{
    private readonly bool _isFirst;

    public RecordReportConsumerDefinition(EmitterRegistration<TEmitter> emitter) => (EndpointName, _isFirst) = (emitter.Queue, emitter.IsFirst);

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<RecordReportConsumer<TEmitter>> consumerConfigurator,
        IRegistrationContext context)
    {
        // For what passes by itself. An outage of the database the ledger waits out before. Once an endpoint, however many consumers it has.
        if (_isFirst) endpointConfigurator.UseRedelivery(context);
    }
}
