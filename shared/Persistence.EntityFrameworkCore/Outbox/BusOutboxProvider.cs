using MassTransit;
using MassTransit.DependencyInjection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>Decides what a scope publishes through: its consumer's context when it has one, else the outbox of the scope's own context.</summary>
internal sealed class BusOutboxProvider<TContext>(
    Bind<IBus, IClientFactory> clients, Bind<IBus, IScopedConsumeContextProvider> consuming, IServiceProvider services)
    : IScopedBusContextProvider<IBus>
    where TContext : DbContext
{
    public ScopedBusContext Context { get; } = consuming.Value.HasContext
        ? new ConsumeContextScopedBusContext(consuming.Value.GetContext(), clients.Value)
        : services.GetRequiredService<BusOutbox<TContext>>();
}
