using AlertResponder.Contracts;
using MassTransit;

namespace AlertResponder.Receptor.Intake;

/// <summary>
/// Publishes on the bus itself: the alerts are safe when the broker has them. Not through IPublishEndpoint, which a host's outbox may have
/// taken over, and which then waits for a commit that nobody makes here.
/// </summary>
internal sealed class BusAlertPublisher(IBus bus) : IAlertPublisher
{
    public Task PublishAsync(IReadOnlyList<AlertReceived> alerts, CancellationToken cancellationToken) =>
        Task.WhenAll(alerts.Select(alert => bus.Publish(alert, context => context.MessageId = alert.ReceiptId, cancellationToken)));
}
