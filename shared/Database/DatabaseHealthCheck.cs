using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AlertResponder.Database;

/// <summary>A service whose database is out of reach is alive and not ready.</summary>
internal sealed class DatabaseHealthCheck<TContext>(DatabaseGate gate) : IHealthCheck
    where TContext : DbContext
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(gate.IsClosedFor(typeof(TContext)) ? HealthCheckResult.Degraded("the database is out of reach") : HealthCheckResult.Healthy());
}
