using MassTransit;
using MassTransit.Context;
using MassTransit.Middleware;
using MassTransit.Middleware.Outbox;
using MassTransit.Scheduling;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>What is around a consumer: its name in the inbox, and the context whose transaction is open, if one is.</summary>
internal interface IOutboxTransaction
{
    string Consumer { get; }
    DbContext? DbContext { get; }
}

/// <summary>The context a consumer gets: what it publishes, sends and schedules becomes rows of the outbox.</summary>
internal sealed class OutboxContext<TContext, TMessage> : ConsumeContextScope<TMessage>, OutboxSendContext, IOutboxTransaction
    where TContext : DbContext
    where TMessage : class
{
    private readonly TransactionalOutbox<TContext> _outbox;
    private readonly IServiceProvider _services;
    private readonly IBusTopology _topology;

    /// <param name="context">The transport's context.</param>
    /// <param name="outbox">The outbox.</param>
    /// <param name="services">The consumer's scope.</param>
    /// <param name="consumer">The consumer's name in the inbox.</param>
    /// <param name="transaction">The context whose transaction is open around the consumer, if one is.</param>
    public OutboxContext(ConsumeContext<TMessage> context, TransactionalOutbox<TContext> outbox, IServiceProvider services, string consumer, TContext? transaction)
        : base(context)
    {
        _outbox = outbox;
        _services = services;
        Consumer = consumer;
        DbContext = transaction;
        _topology = context.GetPayload<IBusTopology>();

        var receive = new OutboxReceiveContext(this, context.ReceiveContext);
        ReceiveContext = receive;
        PublishEndpointProvider = receive.PublishEndpointProvider;

        ConsumeMessageSchedulerContext Scheduler() => new(this, consume => new MessageScheduler(new OutboxScheduler(consume, Buffer), _topology));
        AddOrUpdatePayload<MessageSchedulerContext>(Scheduler, _ => Scheduler());
    }

    public string Consumer { get; }

    public DbContext? DbContext { get; }

    public OutboxBuffer Buffer { get; } = new();

    public Task AddSend<T>(SendContext<T> context)
        where T : class
    {
        Buffer.Add(OutboxRow.From(context, _topology, _outbox.Now));
        return Task.CompletedTask;
    }

    public object? GetService(Type serviceType) => _services.GetService(serviceType);

    // What will be tried again is no fault: reported here, it would mark the message as faulted for good.
    public override Task NotifyFaulted<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception) =>
        _outbox.Retry.Retries(exception)
            ? Task.CompletedTask
            : base.NotifyFaulted(context, duration, consumerType, exception);
}
