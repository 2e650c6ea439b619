using AlertResponder.Contracts;
using MassTransit;

namespace AlertResponder.Emission;

/// <summary>Sends the reviewer where an emitter has written. A host whose transport forgets registers one of its own, which makes the message safe.</summary>
public interface IPlaceSender
{
    /// <summary>Sends it; done when the message is safe.</summary>
    /// <param name="place">What is sent.</param>
    /// <param name="messageId">The same for the same place, so that the reviewer takes a repeat once.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A task.</returns>
    Task SendAsync(ReportEmitted place, Guid messageId, CancellationToken cancellationToken);
}

/// <summary>Sends it to the reviewer's queue.</summary>
internal sealed class QueuePlaceSender(IBus bus) : IPlaceSender
{
    private static readonly Uri Queue = new($"queue:{CoreRoute.ReportsQueue}");

    public async Task SendAsync(ReportEmitted place, Guid messageId, CancellationToken cancellationToken)
    {
        var endpoint = await bus.GetSendEndpoint(Queue);
        await endpoint.Send(place, send => send.MessageId = messageId, cancellationToken);
    }
}
