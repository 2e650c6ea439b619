using AlertResponder.Persistence.EntityFrameworkCore;
using AlertResponder.Redelivery;
using AlertResponder.Reviewer.Storage;
using MassTransit;

namespace AlertResponder.Reviewer.Aggregation;

/// <summary>
/// Joins one alert of a batch that failed. What fails here as well is the poison: it faults alone, into the
/// error queue, or, in memory, where there is none, with its row in the outbox.
/// </summary>
internal sealed class AggregateSingleAlertConsumer(InboxTransaction<ReviewerDbContext> transaction, Aggregator aggregator) : IConsumer<SingleAlert>
{
    public Task Consume(ConsumeContext<SingleAlert> context) => transaction.RunAsync(
        context,
        ReviewerQueues.Alerts,
        (fresh, outbox) => aggregator.AggregateAsync([.. fresh.Select(single => single.Message.Alert)], outbox, context.CancellationToken));
}

/// <summary>How the queue of single alerts is worked off.</summary>
internal sealed class AggregateSingleAlertConsumerDefinition : ConsumerDefinition<AggregateSingleAlertConsumer>
{
    public AggregateSingleAlertConsumerDefinition() => EndpointName = ReviewerQueues.SingleAlerts;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<AggregateSingleAlertConsumer> consumerConfigurator,
        IRegistrationContext context) => endpointConfigurator.UseRedelivery(context);
}
