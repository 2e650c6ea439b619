using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AlertResponder.Emitter.Webhook;

/// <summary>The targets that are switched off, for readiness: the service takes and keeps what comes, but sends them nothing.</summary>
internal sealed class SwitchedOffTargets : IHealthCheck
{
    private readonly ConcurrentDictionary<string, bool> _names = new();

    /// <returns>False when it was known.</returns>
    public bool Add(string name) => _names.TryAdd(name, true);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        _names.IsEmpty ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded($"switched off by an answer 410: {string.Join(", ", _names.Keys.Order())}"));
}
