using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AlertResponder.ServiceDefaults;

/// <summary>What <c>/health/ready</c> answers.</summary>
/// <param name="Status"><c>ready</c>; <c>degraded</c>, which takes and keeps what comes, but something stands still; <c>unavailable</c>.</param>
/// <param name="Reasons">Why it is not ready.</param>
internal sealed record HealthAnswer(string Status, IReadOnlyList<HealthReason> Reasons)
{
    /// <summary>Writes a report; the status code is 200 unless the service is unavailable.</summary>
    public static Task WriteAsync(HttpContext context, HealthReport report)
    {
        // A bus with an endpoint that cannot receive is degraded, too, and so is a database that is out of reach: such a service can do nothing.
        var isUnavailable = report.Entries.Values.Any(entry =>
            entry.Status == HealthStatus.Unhealthy || (entry.Status == HealthStatus.Degraded && !entry.Tags.Contains(StallHealthCheck.Tag)));
        var status = isUnavailable ? "unavailable" : report.Status == HealthStatus.Healthy ? "ready" : "degraded";
        var reasons = report.Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy)
            .Select(entry => new HealthReason(entry.Key, entry.Value.Description, entry.Value.Data.GetValueOrDefault(StallHealthCheck.AgeSeconds) as int?));
        context.Response.StatusCode = isUnavailable ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        return context.Response.WriteAsJsonAsync(new HealthAnswer(status, [.. reasons]), context.RequestAborted);
    }
}

/// <summary>Something that is not as it should be.</summary>
/// <param name="Check">What was looked at.</param>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="AgeSeconds">For how long, where that is known.</param>
internal sealed record HealthReason(
    string Check,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? AgeSeconds);
