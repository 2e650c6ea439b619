using AlertResponder.ServiceDefaults.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace AlertResponder.Receptor.Intake;

/// <summary>The receptor's door.</summary>
public static class AlertIntakeEndpoints
{
    /// <summary>Maps <c>POST /alerts</c> and <c>POST /alerts/{format}</c>.</summary>
    /// <param name="endpoints">The host's endpoints.</param>
    /// <returns>The same endpoints.</returns>
    public static IEndpointRouteBuilder MapAlertIntake(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);

        var alerts = endpoints.MapGroup("/alerts")
            .WithTags("Alerts")
            .RequireAuthorization(AccessScopes.Alerts)
            .RequireRateLimiting(IntakeLimit.Policy)
            .WithMetadata(new RequestSizeLimitAttribute(ReceptorLimits.RequestBytes));

        alerts.MapPost("", (HttpContext context, AlertIntake intake) => intake.ReceiveAsync(context, null))
            .WithName("SendAlerts")
            .WithSummary("Send one alert or an array of alerts; their fields tell the form")
            .Describe();
        alerts.MapPost("/{format}", (string format, HttpContext context, AlertIntake intake) => intake.ReceiveAsync(context, format))
            .WithName("SendAlertsAs")
            .WithSummary("Send one alert or an array of alerts in the form that the path names")
            .Describe()
            .ProducesProblem(StatusCodes.Status404NotFound);
        return endpoints;
    }
}
