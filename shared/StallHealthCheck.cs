using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>A service whose outbox stands still takes and keeps what comes, but does not get it done: degraded.</summary>
internal sealed class OutboxHealthCheck(OldestDueRows rows) : IHealthCheck
{
    /// <summary>Marks a check that reports a stall: no reason to take the service out of rotation.</summary>
    public const string StallTag = "stall";

    /// <summary>Under <see cref="HealthCheckResult.Data"/>: for how long, in seconds.</summary>
    public const string AgeSeconds = "ageSeconds";

    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        rows.Longest is { } longest && longest.Age > MaxAge
            ? HealthCheckResult.Degraded(
                string.Create(CultureInfo.InvariantCulture, $"a message to {NameOf(longest.Destination)} has been due for {(int)longest.Age.TotalSeconds} s"),
                data: new Dictionary<string, object> { [AgeSeconds] = (int)longest.Age.TotalSeconds })
            : HealthCheckResult.Healthy());

    private static string NameOf(string destination) => Uri.TryCreate(destination, UriKind.Absolute, out var uri) ? uri.Segments[^1] : "a queue";
}
