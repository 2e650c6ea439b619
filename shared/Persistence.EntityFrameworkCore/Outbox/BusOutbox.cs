using MassTransit;
using MassTransit.Clients;
using MassTransit.DependencyInjection;
using MassTransit.Middleware;
using MassTransit.Middleware.Outbox;
using MassTransit.Transports;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>
/// What a scope outside of a consumer, an HTTP request for one, publishes and sends: rows in the scope's context, which its
/// <c>SaveChanges</c> stores with everything else or, when it is never called, nobody ever sees.
/// </summary>
internal sealed class BusOutbox<TContext>(IBus bus, TContext database, TransactionalOutbox<TContext> outbox, Bind<IBus, IClientFactory> clients, IServiceProvider services)
    : ScopedBusContext, OutboxSendContext
    where TContext : DbContext
{
    private readonly Lock _gate = new();
    private ISendEndpointProvider? _sendEndpoints;
    private IPublishEndpoint? _publishEndpoint;
    private IScopedClientFactory? _clientFactory;

    public ISendEndpointProvider SendEndpointProvider => _sendEndpoints ??= new OutboxSendEndpointProvider(this, bus);

    public IPublishEndpoint PublishEndpoint => _publishEndpoint ??= new PublishEndpoint(new OutboxPublishEndpointProvider(this, bus));

    public IScopedClientFactory ClientFactory =>
        _clientFactory ??= new ScopedClientFactory(new ClientFactory(new ScopedClientFactoryContext(clients.Value, services)), null);

    public Task AddSend<T>(SendContext<T> context)
        where T : class
    {
        var row = OutboxRow.From(context, bus.Topology, outbox.Now);
        lock (_gate) database.Add(row);
        return Task.CompletedTask;
    }

    public object? GetService(Type serviceType) => services.GetService(serviceType);
}
