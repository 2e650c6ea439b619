using AlertResponder.Transport.AmazonSqs.Tests.Bus;
using MassTransit;

namespace AlertResponder.Transport.AmazonSqs.Tests.FaultInjection;

/// <summary>Endpoints as the fault tests want them.</summary>
internal static class Endpoints
{
    /// <summary>
    /// Sets the visibility timeout of all endpoints. The local server gives a message to a poll whose connection broke: it comes again only
    /// when that is over.
    /// </summary>
    public static void SetVisibilityTimeout(this IBusRegistrationConfigurator bus, int seconds) =>
        bus.SetQueue(queue => queue.QueueAttributes["VisibilityTimeout"] = seconds);

    /// <summary>Configures all endpoints.</summary>
    public static void SetQueue(this IBusRegistrationConfigurator bus, Action<IAmazonSqsReceiveEndpointConfigurator> configure) =>
        bus.AddConfigureEndpointsCallback((_, endpoint) =>
        {
            if (endpoint is IAmazonSqsReceiveEndpointConfigurator queue) configure(queue);
        });

    /// <summary>Has a tally count the messages, in the queue <c>counted</c>.</summary>
    public static void AddTally(this IBusRegistrationConfigurator bus, Tally tally, Func<ConsumeContext<Counted>, Task>? then = null) =>
        bus.AddHandler<Counted>(async context =>
        {
            tally.Add(context.Message.Number);
            if (then is not null) await then(context);
        }).Endpoint(endpoint => endpoint.Name = "counted");

    /// <summary>What is wrong with a bus; null while it is healthy.</summary>
    public static string? Trouble(this TestBus bus)
    {
        var health = bus.Bus.CheckHealth();
        return health.Status == BusHealthStatus.Healthy
            ? null
            : string.Join("; ", health.Endpoints.Select(endpoint => $"{endpoint.Key} {endpoint.Value.Description}"));
    }
}
