using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Emitter.GitHub.Emission;

/// <summary>Says once, at the start, that the emitter is off and why.</summary>
internal sealed class NotConfiguredNotice(IReadOnlyList<string> missing, ILogger<NotConfiguredNotice> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Log.NotConfigured(logger, string.Join(" and ", missing));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
