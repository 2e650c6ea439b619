using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Emitter.Slack;

/// <summary>Says once, at the start, that the emitter is off.</summary>
internal sealed class StartNotice(string missing, ILogger<SlackEmitter> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Log.NotConfigured(logger, missing);
        return Task.CompletedTask;
    }
}
