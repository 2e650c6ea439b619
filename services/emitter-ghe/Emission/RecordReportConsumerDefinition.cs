using AlertResponder.Persistence.EntityFrameworkCore;
using MassTransit;

namespace AlertResponder.Emitter.GitHub.Emission;

internal sealed class RecordReportConsumerDefinition : ConsumerDefinition<RecordReportConsumer>
{
    public RecordReportConsumerDefinition() => EndpointName = "emitter-ghe";

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<RecordReportConsumer> consumerConfigurator,
        IRegistrationContext context) => endpointConfigurator.UseDatabaseRetry();
}
