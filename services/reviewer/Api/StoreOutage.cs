using AlertResponder.Database;
using AlertResponder.Reviewer.Storage;
using AlertResponder.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Reviewer.Api;

/// <summary>
/// The answer while the database is out of reach, or busy: 503; or when somebody else holds what was asked for: 504. Nothing of the request is done.
/// </summary>
internal sealed class StoreOutage : IEndpointFilter
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var retry = http.RequestServices.GetRequiredService<DatabaseRetry<ReviewerDbContext>>();
        try
        {
            return await next(context);
        }
        catch (Exception exception) when (!http.RequestAborted.IsCancellationRequested && retry.Retries(exception))
        {
            retry.ReportFailure(exception);
            return Later(http, StatusCodes.Status503ServiceUnavailable, "Reports are out of reach", "The database cannot be used at the moment.");
        }
        // Also when the request's own time has ended in the same moment.
        catch (Exception exception) when (retry.IsTimeout(exception))
        {
            return Later(http, StatusCodes.Status504GatewayTimeout, "The database took too long", "Somebody else holds what was asked for.");
        }
    }

    private static ProblemHttpResult Later(HttpContext http, int status, string title, string detail)
    {
        http.Response.SetRetryAfter(RetryAfter);
        return TypedResults.Problem($"{detail} Ask again after the time in Retry-After.", statusCode: status, title: title);
    }
}
