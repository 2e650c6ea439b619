using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Emitter.PagerDuty;

/// <summary>Says once, at the start, that the emitter is off.</summary>
internal sealed class StartNotice(ILogger<PagerDutyEmitter> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Log.NotConfigured(logger);
        return Task.CompletedTask;
    }
}
