using System.Runtime.ExceptionServices;
using AlertResponder.Contracts;
using AlertResponder.Persistence.EntityFrameworkCore;
using AlertResponder.Redelivery;
using AlertResponder.Reviewer.Storage;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Reviewer.Aggregation;

/// <summary>
/// The hot path: joins alerts to reports, a batch in one transaction. A batch that fails is handed on alert by alert, so that one
/// poison alert does not hold the others. What fails alone as well goes to the error queue.
/// </summary>
internal sealed class AggregateAlertsConsumer(
    InboxTransaction<ReviewerDbContext> transaction, Aggregator aggregator, ILogger<AggregateAlertsConsumer> logger) : IConsumer<Batch<AlertReceived>>
{
    public async Task Consume(ConsumeContext<Batch<AlertReceived>> context)
    {
        try
        {
            await transaction.RunAsync(
                context,
                ReviewerQueues.Alerts,
                (fresh, outbox) => aggregator.AggregateAsync([.. fresh.Select(alert => alert.Message)], outbox, context.CancellationToken));
        }
        catch (Exception exception) when (!context.CancellationToken.IsCancellationRequested)
        {
            Log.BatchFailed(logger, exception, context.Message.Length);
            await HandOnAsync(context);
        }
    }

    /// <summary>
    /// Each alert in a transaction of its own: what cannot be aggregated may be what cannot be handed on either, and then fails alone.
    /// </summary>
    private async Task HandOnAsync(ConsumeContext<Batch<AlertReceived>> context)
    {
        Exception? failure = null;
        var handedOn = new List<ConsumeContext<AlertReceived>>();
        for (var i = 0; i < context.Message.Length; i++)
        {
            var alert = context.Message[i];
            try
            {
                await transaction.RunAsync(alert, $"{ReviewerQueues.Alerts}/handed-on", HandOnAsync);
                handedOn.Add(alert);
            }
            catch (Exception exception) when (!context.CancellationToken.IsCancellationRequested)
            {
                failure = exception;
            }
        }

        if (failure is null) return;
        // The batch fails as one; those that count as consumed do not fail with it.
        foreach (var alert in handedOn) await alert.NotifyConsumed(alert, alert.ReceiveContext.ElapsedTime, nameof(AggregateAlertsConsumer));
        ExceptionDispatchInfo.Throw(failure);
    }

    private static async Task HandOnAsync(IReadOnlyList<ConsumeContext<AlertReceived>> alerts, ConsumeContext outbox)
    {
        var singly = await outbox.GetSendEndpoint(new Uri($"queue:{ReviewerQueues.SingleAlerts}"));
        // With its own id each: whether the batch or the single consumer counts an alert first, the other one knows it.
        foreach (var alert in alerts) await singly.Send(new SingleAlert(alert.Message), send => send.MessageId = alert.MessageId);
    }
}

/// <summary>How the queue of alerts is worked off.</summary>
internal sealed class AggregateAlertsConsumerDefinition : ConsumerDefinition<AggregateAlertsConsumer>
{
    private const int BatchSize = 100;
    private const int Batches = 2;
    private static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(50);

    public AggregateAlertsConsumerDefinition() => EndpointName = ReviewerQueues.Alerts;

    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<AggregateAlertsConsumer> consumerConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.PrefetchCount = BatchSize * Batches * 2;
        endpointConfigurator.UseRedelivery(context);
        consumerConfigurator.Options<BatchOptions>(batch =>
            batch.SetMessageLimit(BatchSize).SetTimeLimit(MaxWait).SetConcurrencyLimit(Batches));
    }
}
