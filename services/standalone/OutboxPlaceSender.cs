using AlertResponder.Contracts;
using AlertResponder.Emission;
using AlertResponder.Reviewer.Storage;
using MassTransit;

namespace AlertResponder.Standalone;

/// <summary>Makes what an emitter sends to the reviewer safe in the outbox on disk, as <see cref="OutboxAlertPublisher"/> does for alerts.</summary>
internal sealed class OutboxPlaceSender(ISendEndpointProvider outbox, ReviewerDbContext db) : IPlaceSender
{
    private static readonly Uri Queue = new($"queue:{CoreRoute.ReportsQueue}");

    public async Task SendAsync(ReportEmitted place, Guid messageId, CancellationToken cancellationToken)
    {
        var endpoint = await outbox.GetSendEndpoint(Queue);
        await endpoint.Send(place, send => send.MessageId = messageId, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }
}
