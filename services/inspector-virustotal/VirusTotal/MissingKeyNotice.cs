using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AlertResponder.Inspector.VirusTotal.VirusTotal;

/// <summary>Logs once, at start, that the key is not set.</summary>
internal sealed class MissingKeyNotice(IOptions<VirusTotalOptions> options, ILogger<MissingKeyNotice> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.HasKey) Log.KeyIsMissing(logger);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
