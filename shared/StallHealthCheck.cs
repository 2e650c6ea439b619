using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AlertResponder;

/// <summary>
/// A service in which something that is due stands still takes and keeps what comes, but does not get it done: degraded. Compiled into every
/// project that knows of something due.
/// </summary>
/// <param name="rows">What is due.</param>
/// <param name="describe">Says in words what stands still at a destination.</param>
internal sealed class StallHealthCheck(OldestDueRows rows, Func<string, string> describe) : IHealthCheck
{
    /// <summary>Marks a check that reports a stall: no reason to take the service out of rotation.</summary>
    public const string Tag = "stall";

    /// <summary>Under <see cref="HealthCheckResult.Data"/>: for how long, in seconds.</summary>
    public const string AgeSeconds = "ageSeconds";

    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        rows.Longest is { } longest && longest.Age > MaxAge
            ? HealthCheckResult.Degraded(
                string.Create(CultureInfo.InvariantCulture, $"{describe(longest.Destination)} has been due for {(int)longest.Age.TotalSeconds} s"),
                data: new Dictionary<string, object> { [AgeSeconds] = (int)longest.Age.TotalSeconds })
            : HealthCheckResult.Healthy());
}
