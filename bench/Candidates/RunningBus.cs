using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Bench.Candidates;

/// <summary>A bus that has started; it stops when it is disposed.</summary>
internal sealed class RunningBus : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly IBusControl _bus;

    private RunningBus(ServiceProvider services)
    {
        _services = services;
        _bus = services.GetRequiredService<IBusControl>();
    }

    public IPublishEndpoint Publisher => _bus;

    public static async Task<RunningBus> StartAsync(IServiceCollection services)
    {
        var running = new RunningBus(services.BuildServiceProvider());
        await running._bus.StartAsync();
        return running;
    }

    public async ValueTask DisposeAsync()
    {
        await _bus.StopAsync();
        await _services.DisposeAsync();
    }
}
