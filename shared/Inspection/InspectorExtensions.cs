using AlertResponder.Contracts;
using AlertResponder.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AlertResponder.Inspection;

/// <summary>Inspectors in a host.</summary>
public static class InspectorExtensions
{
    /// <summary>
    /// Lets an inspector answer <c>InspectionRequested</c>, on the queue <c>inspector-NAME</c>. Nothing else has to know it: its findings
    /// stand in the next report. See <see cref="InspectorOptions"/> for how many attributes it looks at at the same time.
    /// </summary>
    /// <typeparam name="T">The inspector.</typeparam>
    /// <param name="bus">The host's bus.</param>
    /// <param name="name">Its name in reports: 1 to 40 of a-z, 0-9 and '-'.</param>
    /// <param name="types">The types of attributes that it looks at, e.g. <c>ipaddr</c>; it never hears of others.</param>
    /// <returns>The same bus.</returns>
    /// <exception cref="StartupException">The name cannot be one or is another inspector's, or no type is named.</exception>
    public static IBusRegistrationConfigurator AddInspector<T>(this IBusRegistrationConfigurator bus, string name, params string[] types)
        where T : class, IInspector
    {
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(types);

        var inspector = new InspectorRegistration<T>(name, types);
        if (inspector.ErrorBeside(bus.Select(service => service.ImplementationInstance).OfType<InspectorRegistration>()) is { } error)
            throw new StartupException(error);
        bus.AddSingleton(inspector);
        bus.AddSingleton<InspectorRegistration>(inspector);
        bus.AddOptions<InspectorOptions>(name);
        bus.AddMetrics();
        bus.TryAddSingleton(TimeProvider.System);
        bus.TryAddSingleton<InspectionMetrics>();
        // One that is there already stays: AddHttpClient<T> has added the inspector with its client.
        bus.TryAddScoped<T>();
        bus.AddConsumer<InspectAttributeConsumer<T>, InspectAttributeConsumerDefinition<T>>();
        bus.ConfigureAmazonSqs((_, transport) => transport.Publish<InspectionCompleted>(topic => topic.SubscribeQueue(CoreRoute.ReportsQueue)));
        return bus;
    }

    /// <summary>Whether a queue is that of an inspector, for a host that carries more than inspectors.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="queue">The queue's name, as the consumer's definition has it.</param>
    /// <returns>True for the queue of an inspector that was added to this host.</returns>
    public static bool IsInspectorQueue(this IServiceProvider services, string queue) =>
        services.GetServices<InspectorRegistration>().Any(inspector => inspector.Queue == queue);
}
