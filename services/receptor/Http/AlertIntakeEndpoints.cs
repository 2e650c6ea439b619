using System.Threading.RateLimiting;
using AlertResponder.ServiceDefaults.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Receptor.Http;

/// <summary>The receptor's HTTP API.</summary>
public static class AlertIntakeEndpoints
{
    private const string ConcurrencyPolicy = "alerts";

    /// <summary>Maps <c>POST /alerts</c> and <c>POST /alerts/{format}</c>.</summary>
    /// <param name="endpoints">The host's endpoints.</param>
    /// <returns>The same endpoints.</returns>
    public static IEndpointRouteBuilder MapAlertIntake(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);

        var alerts = endpoints.MapGroup("/alerts")
            .WithTags("Alerts")
            .RequireAuthorization(AccessScopes.Alerts)
            .RequireRateLimiting(ConcurrencyPolicy)
            .WithMetadata(new RequestSizeLimitAttribute(ReceptorLimits.RequestBytes));

        alerts.MapPost("", (HttpContext context, AlertRequestHandler handler) => handler.HandleAsync(context, null))
            .WithName("SendAlerts")
            .WithSummary("Send one alert or an array of alerts; the format is recognized by their fields")
            .Describe();
        alerts.MapPost("/{format}", (string format, HttpContext context, AlertRequestHandler handler) => handler.HandleAsync(context, format))
            .WithName("SendAlertsAs")
            .WithSummary("Send one alert or an array of alerts in the format that the path names")
            .Describe()
            .ProducesProblem(StatusCodes.Status404NotFound);
        return endpoints;
    }

    /// <summary>Limits how many requests of a caller are received and read at a time; further ones of the same caller wait unread.</summary>
    internal static void AddConcurrencyLimit(this IServiceCollection services) => services.AddRateLimiter(limiter =>
        limiter.AddPolicy(ConcurrencyPolicy, context => RateLimitPartition.GetConcurrencyLimiter(Caller.Of(context), _ => new ConcurrencyLimiterOptions
        {
            PermitLimit = ReceptorLimits.RequestsPerCaller,
            QueueLimit = ReceptorLimits.WaitingRequestsPerCaller,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        })));
}
