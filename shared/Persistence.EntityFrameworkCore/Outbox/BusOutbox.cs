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
internal sealed class BusOutbox<TContext>(IBus bus, TContext database, Store<TContext> store, Bind<IBus, IClientFactory> clients, IServiceProvider services)
    : ScopedBusContext, OutboxSendContext
    where TContext : DbContext
{
    private readonly Lock gate = new();
    private ISendEndpointProvider? sendEndpoints;
    private IPublishEndpoint? publishEndpoint;
    private IScopedClientFactory? clientFactory;

    public ISendEndpointProvider SendEndpointProvider => sendEndpoints ??= new OutboxSendEndpointProvider(this, bus);

    public IPublishEndpoint PublishEndpoint => publishEndpoint ??= new PublishEndpoint(new OutboxPublishEndpointProvider(this, bus));

    public IScopedClientFactory ClientFactory =>
        clientFactory ??= new ScopedClientFactory(new ClientFactory(new ScopedClientFactoryContext(clients.Value, services)), null);

    public Task AddSend<T>(SendContext<T> context)
        where T : class
    {
        var row = store.CreateRow(context, bus.Topology);
        lock (gate) database.Add(row);
        return Task.CompletedTask;
    }

    public object? GetService(Type serviceType) => services.GetService(serviceType);
}
