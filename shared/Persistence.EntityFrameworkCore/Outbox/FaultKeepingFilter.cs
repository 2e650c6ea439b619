using AlertResponder.Persistence.EntityFrameworkCore.Inbox;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>
/// Stands where a message would be moved to the queue of errors, which here would only fill the memory and be lost with it: the fault is
/// kept with the outbox row instead.
/// </summary>
internal sealed class FaultKeepingFilter(ConsumptionTracker tracker, ILogger logger) : IFilter<ExceptionReceiveContext>
{
    public void Probe(ProbeContext context) => context.CreateFilterScope("keepFault");

    public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        var messageId = context.GetMessageId();
        if (messageId is null || !tracker.Faulted(messageId.Value, context.InputAddress, context.Exception))
            logger.Dropped(messageId, EndpointNames.Of(context.InputAddress), context.Exception.GetType().Name);
        return next.Send(context);
    }
}
