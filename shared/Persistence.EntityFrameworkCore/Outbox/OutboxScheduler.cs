using MassTransit;
using MassTransit.Scheduling;

namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>Schedules by a delayed row, as MassTransit's delayed scheduler does by a delayed message, and can take it back.</summary>
internal sealed class OutboxScheduler(ISendEndpointProvider endpoints, OutboxBuffer buffer) : IScheduleMessageProvider
{
    private readonly DelayedScheduleMessageProvider _delayed = new(endpoints);

    public Task<ScheduledMessage<T>> ScheduleSend<T>(
        Uri destinationAddress, DateTime scheduledTime, T message, IPipe<SendContext<T>> pipe, CancellationToken cancellationToken)
        where T : class => _delayed.ScheduleSend(destinationAddress, scheduledTime, message, pipe, cancellationToken);

    public Task CancelScheduledSend(Guid tokenId, CancellationToken cancellationToken)
    {
        buffer.Cancel(tokenId);
        return Task.CompletedTask;
    }

    public Task CancelScheduledSend(Uri destinationAddress, Guid tokenId, CancellationToken cancellationToken) =>
        CancelScheduledSend(tokenId, cancellationToken);
}
