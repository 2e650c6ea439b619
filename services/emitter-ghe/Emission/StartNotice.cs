using Microsoft.Extensions.Hosting;

namespace AlertResponder.Emitter.GitHub.Emission;

/// <summary>Says once, at the start, what the emitter will do.</summary>
internal sealed class StartNotice(Action log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        log();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
