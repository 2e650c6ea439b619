using MassTransit;

namespace AlertResponder.Emission;

internal sealed class RecordReportConsumerDefinition<TEmitter> : ConsumerDefinition<RecordReportConsumer<TEmitter>>
{
    private const int Retries = 10;
    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxInterval = TimeSpan.FromSeconds(30);

    public RecordReportConsumerDefinition(EmitterRegistration<TEmitter> emitter) => EndpointName = emitter.Database;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<RecordReportConsumer<TEmitter>> consumerConfigurator,
        IRegistrationContext context) =>
        // For about a minute and a half, for what passes by itself. An outage of the database the ledger waits out before.
        endpointConfigurator.UseMessageRetry(retry => retry.Exponential(Retries, MinInterval, MaxInterval, MinInterval));
}
