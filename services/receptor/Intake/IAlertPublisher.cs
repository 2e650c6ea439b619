using AlertResponder.Contracts;
using MassTransit;

namespace AlertResponder.Receptor.Intake;

/// <summary>
/// Makes accepted alerts safe. The sender is answered 202 only after this has returned, so whatever it writes to must survive the process.
/// </summary>
public interface IAlertPublisher
{
    /// <summary>Publishes alerts, each with its receipt as MessageId, all of them or an exception.</summary>
    /// <param name="alerts">At least one, each receipt once. The same receipt may come again in a later call.</param>
    /// <param name="cancellationToken">Ends the attempt when it takes too long.</param>
    /// <returns>A task that ends when the alerts are safe.</returns>
    Task PublishAsync(IReadOnlyList<AlertReceived> alerts, CancellationToken cancellationToken);
}

/// <summary>
/// Publishes on the bus itself: the alerts are safe when the broker has them. Not through IPublishEndpoint, which a host's outbox may have
/// taken over, and which then waits for a commit that never comes here.
/// </summary>
internal sealed class BusAlertPublisher(IBus bus) : IAlertPublisher
{
    public Task PublishAsync(IReadOnlyList<AlertReceived> alerts, CancellationToken cancellationToken) =>
        Task.WhenAll(alerts.Select(alert => bus.Publish(alert, context => context.MessageId = alert.ReceiptId, cancellationToken)));
}
