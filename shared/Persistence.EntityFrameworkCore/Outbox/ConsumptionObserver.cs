using AlertResponder.Redelivery;
using MassTransit;

namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>Tells the tracker when an endpoint is through with a message: after its retries, and after its batch.</summary>
internal sealed class ConsumptionObserver(ConsumptionTracker tracker) : IReceiveObserver
{
    public Task PreReceive(ReceiveContext context)
    {
        if (context.GetMessageId() is { } messageId && tracker.AttemptsOf(messageId, context.InputAddress) is { } attempts)
            context.GetOrAddPayload<IRedelivery>(() => new RowRedelivery(attempts));
        return Task.CompletedTask;
    }

    public Task PostReceive(ReceiveContext context)
    {
        if (context.GetMessageId() is not { } messageId) return Task.CompletedTask;

        if (context.TryGetPayload<IRedelivery>(out var redelivery) && redelivery is RowRedelivery { Delay: { } delay })
            tracker.PutBack(messageId, context.InputAddress, delay);
        else
            tracker.Consumed(messageId, context.InputAddress);
        return Task.CompletedTask;
    }

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => Task.CompletedTask;

    public Task ReceiveFault(ReceiveContext context, Exception exception)
    {
        if (context.GetMessageId() is { } messageId) tracker.Faulted(messageId, context.InputAddress, exception);
        return Task.CompletedTask;
    }
}
