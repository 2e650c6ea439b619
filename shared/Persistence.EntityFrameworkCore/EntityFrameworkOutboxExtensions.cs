using AlertResponder.Database;
using AlertResponder.Persistence.EntityFrameworkCore.Inbox;
using AlertResponder.Persistence.EntityFrameworkCore.Outbox;
using MassTransit;
using MassTransit.DependencyInjection;
using MassTransit.Middleware;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Persistence.EntityFrameworkCore;

/// <summary>Registers the transactional outbox and inbox.</summary>
public static class EntityFrameworkOutboxExtensions
{
    /// <summary>Delivers what the outbox of a context holds, and keeps its inbox from growing for ever.</summary>
    /// <typeparam name="TContext">The context, registered before by <c>AddDatabase</c>, with <c>AddTransactionalOutboxEntities</c> in its model.</typeparam>
    /// <param name="bus">The bus.</param>
    /// <param name="configure">Sets what differs from the defaults.</param>
    /// <returns>The same bus.</returns>
    public static IBusRegistrationConfigurator AddEntityFrameworkOutbox<TContext>(
        this IBusRegistrationConfigurator bus, Action<EntityFrameworkOutboxConfigurator> configure)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(configure);

        var settings = new EntityFrameworkOutboxConfigurator();
        configure(settings);
        bus.TryAddSingleton(TransactionalOutbox<TContext>.Create);
        bus.TryAddSingleton<OutboxTable<TContext>>();
        bus.TryAddSingleton<OutboxSender>();
        bus.AddKeyedSingleton<IInterceptor, OutboxInterceptor<TContext>>(typeof(TContext));
        bus.AddHostedService<InboxCleaner<TContext>>();
        bus.AddSingleton(services => new OutboxDelivery<TContext>(
            services.GetRequiredService<TransactionalOutbox<TContext>>(),
            services.GetRequiredService<OutboxTable<TContext>>(),
            services.GetRequiredService<OutboxSender>(),
            services.GetRequiredService<IBusControl>(),
            services.GetService<ConsumptionTracker>()));
        bus.AddSingleton<IHostedService>(services => services.GetRequiredService<OutboxDelivery<TContext>>());
        bus.AddHealthChecks().Add(new HealthCheckRegistration(
            $"outbox-{bus.GetDatabases().FirstOrDefault(database => database.Context == typeof(TContext))?.Name ?? typeof(TContext).Name}",
            services => new StallHealthCheck(
                services.GetRequiredService<OutboxDelivery<TContext>>().OldestDue,
                destination => $"a message to {(Uri.TryCreate(destination, UriKind.Absolute, out var uri) ? uri.Segments[^1] : "a queue")}"),
            failureStatus: null, tags: [StallHealthCheck.Tag]));
        bus.TryAddScoped<BusOutbox<TContext>>();
        bus.TryAddScoped(services => new InboxTransaction<TContext>(
            services.GetRequiredService<TContext>(), services.GetRequiredService<TransactionalOutbox<TContext>>(), services));
        if (settings.BusOutbox) bus.Replace(ServiceDescriptor.Scoped<IScopedBusContextProvider<IBus>, BusOutboxProvider<TContext>>());
        return bus;
    }

    /// <summary>
    /// Puts inbox and outbox around each consumer and saga of an endpoint: a message that was dealt with before is consumed quietly, and
    /// what a consumer changes, sends and schedules is committed together. Call it before the consumers are configured, in a definition's
    /// <c>ConfigureConsumer</c> or <c>ConfigureSaga</c>. While the database is busy or out of reach the message is tried again, however
    /// long that takes; the endpoint's own retry policy sees the other faults only.
    /// </summary>
    /// <typeparam name="TContext">The context.</typeparam>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="context">The registration's context.</param>
    /// <param name="configure">Sets what differs from one transaction around the consumer.</param>
    public static void UseEntityFrameworkOutbox<TContext>(
        this IReceiveEndpointConfigurator endpoint, IRegistrationContext context, Action<EntityFrameworkOutboxEndpointOptions>? configure = null)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(context);

        var options = new EntityFrameworkOutboxEndpointOptions();
        configure?.Invoke(options);
        var observer = new OutboxSpecificationObserver<TContext>(endpoint, context, options.ConsumesFirst);
        endpoint.ConnectConsumerConfigurationObserver(observer);
        endpoint.ConnectSagaConfigurationObserver(observer);
    }

    /// <summary>
    /// For a transport that loses its queues with the process: a row of an outbox goes only when every endpoint that takes its message has
    /// consumed it, and what is left at a start is sent again. A message that faults after its retries keeps its row, with the fault, and is
    /// delivered again with back-off (a minute to four hours) and at the next start, fifty times at most. Applies to endpoints that
    /// <c>ConfigureEndpoints</c> configures.
    /// </summary>
    /// <param name="bus">The bus.</param>
    /// <returns>The same bus.</returns>
    public static IBusRegistrationConfigurator KeepOutboxUntilConsumed(this IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);

        bus.TryAddSingleton<ConsumptionTracker>();
        bus.AddReceiveObserver<ConsumptionObserver>();
        bus.AddConfigureEndpointsCallback((context, _, endpoint) =>
        {
            var tracker = context.GetRequiredService<ConsumptionTracker>();
            tracker.AddEndpoint(endpoint.InputAddress);
            var observer = new EndpointMessagesObserver(tracker, endpoint.InputAddress);
            endpoint.ConnectConsumerConfigurationObserver(observer);
            endpoint.ConnectSagaConfigurationObserver(observer);
            endpoint.ConnectHandlerConfigurationObserver(observer);
            var keep = new FaultKeepingFilter(tracker, context.GetRequiredService<ILogger<ConsumptionTracker>>());
            endpoint.ConfigureError(error =>
            {
                error.UseFilter(new GenerateFaultFilter());
                error.UseFilter(keep);
            });
        });
        return bus;
    }
}
