using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Bench.Candidates;

/// <summary>MassTransit on one transport, set up as <c>AddServiceBus</c> does for the services.</summary>
internal abstract class BusCandidate(CandidateSettings settings, Arrivals arrivals) : ICandidate
{
    private RunningBus? _bus;

    public async Task StartAsync() => _bus = await RunningBus.StartAsync(Services(["bench"]));

    public async Task PublishAsync(int first, int count, CancellationToken cancellationToken)
    {
        var next = first - 1;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(settings.Publishers, count)).Select(_ => Task.Run(PublishSomeAsync, cancellationToken)));

        async Task PublishSomeAsync()
        {
            while (Interlocked.Increment(ref next) is var index && index < first + count)
            {
                await arrivals.EnterAsync(1, cancellationToken);
                await _bus!.Publisher.Publish(BenchMessage.Of(index), cancellationToken);
            }
        }
    }

    /// <summary>Starts a further bus with that many endpoints.</summary>
    public Task<RunningBus> StartFurtherAsync(int endpoints) =>
        RunningBus.StartAsync(Services([.. Enumerable.Range(1, endpoints).Select(number => $"bench-{number}")]));

    public async ValueTask DisposeAsync()
    {
        if (_bus is not null) await _bus.DisposeAsync();
    }

    /// <summary>Chooses the transport; its configurator then goes through <see cref="Configure"/>.</summary>
    protected abstract void UseTransport(IBusRegistrationConfigurator bus, string[] queues);

    /// <summary>Sets up what does not depend on the transport.</summary>
    protected void Configure<TEndpoint>(IBusFactoryConfigurator<TEndpoint> transport, IRegistrationContext context, string[] queues)
        where TEndpoint : IReceiveEndpointConfigurator
    {
        transport.UseCompactJson();
        foreach (var queue in queues)
        {
            transport.ReceiveEndpoint(queue, endpoint =>
            {
                if (settings.Limit is { } limit)
                {
                    endpoint.PrefetchCount = limit;
                    endpoint.ConcurrentMessageLimit = limit;
                }

                endpoint.ConfigureConsumer<BenchConsumer>(context);
            });
        }
    }

    private ServiceCollection Services(string[] queues)
    {
        var services = new ServiceCollection();
        services.AddSingleton(arrivals);
        // The standard output belongs to what the conductor is answered.
        services.AddLogging(logging => logging
            .SetMinimumLevel(LogLevel.Warning)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConsumer<BenchConsumer>();
            UseTransport(bus, queues);
        });
        return services;
    }
}
