using AlertResponder.Contracts;
using AlertResponder.Persistence.EntityFrameworkCore;
using AlertResponder.Reviewer.Storage;
using MassTransit;

namespace AlertResponder.Reviewer.Aggregation;

/// <summary>Joins one alert of a batch that failed. What fails here as well is the poison, and goes to the error queue alone.</summary>
internal sealed class AggregateSingleAlertConsumer(InboxTransaction<ReviewerDbContext> transaction, Aggregator aggregator) : IConsumer<AlertReceived>
{
    public Task Consume(ConsumeContext<AlertReceived> context) => transaction.RunAsync(
        context,
        ReviewerQueues.Alerts,
        (fresh, outbox) => aggregator.AggregateAsync([.. fresh.Select(alert => alert.Message)], outbox, context.CancellationToken));
}

/// <summary>How the queue of single alerts is worked off.</summary>
internal sealed class AggregateSingleAlertConsumerDefinition : ConsumerDefinition<AggregateSingleAlertConsumer>
{
    public AggregateSingleAlertConsumerDefinition() => EndpointName = ReviewerQueues.SingleAlerts;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<AggregateSingleAlertConsumer> consumerConfigurator, IRegistrationContext context)
    {
        // Alerts are sent here by name; publishing one must reach the batch consumer only.
        endpointConfigurator.ConfigureConsumeTopology = false;
        endpointConfigurator.UseStoreRetry();
    }
}
