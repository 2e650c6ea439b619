using AlertResponder.Persistence.EntityFrameworkCore.Outbox;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Persistence.EntityFrameworkCore;

/// <summary>
/// The outbox of one context for a scope outside of a consumer, where a process has several contexts and the plain
/// <c>IPublishEndpoint</c> can belong to one of them only (<c>UseBusOutbox</c>). Scoped; stored by <c>SaveChanges</c> of the scope's context.
/// </summary>
/// <typeparam name="TContext">The context.</typeparam>
public sealed class OutboxEndpoints<TContext>
    where TContext : DbContext
{
    private readonly BusOutbox<TContext> _outbox;

    internal OutboxEndpoints(BusOutbox<TContext> outbox) => _outbox = outbox;

    /// <summary>Publishes into the outbox; a <c>Delay</c> that the caller sets on the message is kept.</summary>
    public IPublishEndpoint PublishEndpoint => _outbox.PublishEndpoint;

    /// <summary>Sends into the outbox.</summary>
    public ISendEndpointProvider SendEndpointProvider => _outbox.SendEndpointProvider;
}
