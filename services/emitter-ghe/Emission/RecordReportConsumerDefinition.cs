using System.Data.Common;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Emitter.GitHub.Emission;

internal sealed class RecordReportConsumerDefinition : ConsumerDefinition<RecordReportConsumer>
{
    public RecordReportConsumerDefinition() => EndpointName = "emitter-ghe";

    // An outage of the database lasts as long as it lasts: a report event does not fault for it. Eight hours of half minutes,
    // after which it does: into the error queue on SQS, from the outbox once more in memory.
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator,
        IConsumerConfigurator<RecordReportConsumer> consumerConfigurator,
        IRegistrationContext context) =>
        endpointConfigurator.UseMessageRetry(retry =>
        {
            retry.Handle<DbException>();
            retry.Handle<DbUpdateException>();
            retry.Exponential(1000, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(100));
        });
}
