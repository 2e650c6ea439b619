using AlertResponder.Contracts;
using AlertResponder.Receptor.Intake;
using AlertResponder.Reviewer.Storage;
using MassTransit;

namespace AlertResponder.Standalone;

/// <summary>Makes alerts safe in the outbox on disk: the in-memory transport loses its queues with the process.</summary>
internal sealed class OutboxAlertPublisher(IPublishEndpoint outbox, ReviewerDbContext db) : IAlertPublisher
{
    public async Task PublishAsync(IReadOnlyList<AlertReceived> alerts, CancellationToken cancellationToken)
    {
        foreach (var alert in alerts) await outbox.Publish(alert, publish => publish.MessageId = alert.ReceiptId, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }
}
