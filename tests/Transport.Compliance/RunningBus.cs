using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Transport.Compliance;

/// <summary>A bus with its container.</summary>
public sealed class RunningBus(ServiceProvider services) : IAsyncDisposable
{
    public IServiceProvider Services => services;

    public IBusControl Control { get; } = services.GetRequiredService<IBusControl>();

    public Task PublishAsync<T>(T message, Action<PublishContext<T>>? configure = null)
        where T : class =>
        Control.Publish(message, context => configure?.Invoke(context), TestContext.Current.CancellationToken);

    /// <summary>Sends to a queue by its short address.</summary>
    public Task SendAsync<T>(string queue, T message, Action<SendContext<T>>? configure = null)
        where T : class =>
        SendAsync(new Uri($"queue:{queue}"), message, configure);

    public async Task SendAsync<T>(Uri address, T message, Action<SendContext<T>>? configure = null)
        where T : class
    {
        var endpoint = await Control.GetSendEndpoint(address);
        await endpoint.Send(message, Pipe.Execute<SendContext<T>>(context => configure?.Invoke(context)), TestContext.Current.CancellationToken);
    }

    /// <summary>Receives from a queue, such as an error queue, whatever comes.</summary>
    public async Task<Heard<T>> ListenAsync<T>(string queue)
        where T : class
    {
        var heard = new Heard<T>();
        var endpoint = Control.ConnectReceiveEndpoint(queue, endpoint =>
        {
            endpoint.ConfigureConsumeTopology = false;
            endpoint.Handler<T>(heard.HearAsync);
        });
        await endpoint.Ready.WaitAsync(TestContext.Current.CancellationToken);
        return heard;
    }

    public async ValueTask DisposeAsync()
    {
        await Control.StopAsync(TimeSpan.FromSeconds(30));
        await services.DisposeAsync();
    }
}
