using System.Data.Common;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Emitter.GitHub.Emission;

internal sealed class RecordReportConsumerDefinition : ConsumerDefinition<RecordReportConsumer>
{
    public RecordReportConsumerDefinition() => EndpointName = "emitter-ghe";

    // Outages are waited out before. What else the database refuses may pass by itself; what does not faults after about a minute and a half:
    // into the error queue on SQS, from the outbox once more in memory.
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<RecordReportConsumer> consumerConfigurator,
        IRegistrationContext context) =>
        endpointConfigurator.UseMessageRetry(retry =>
        {
            retry.Handle<DbException>();
            retry.Handle<DbUpdateException>();
            retry.Exponential(10, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(100));
        });
}
