using System.Globalization;
using AlertResponder.Database;
using AlertResponder.Reviewer.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Reviewer.Api;

/// <summary>The answer while the database is out of reach, or busy: 503, and nothing of the request is done.</summary>
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
            http.Response.Headers.RetryAfter = RetryAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            return TypedResults.Problem(
                "The database cannot be used at the moment. Ask again after the time in Retry-After.",
                statusCode: StatusCodes.Status503ServiceUnavailable, title: "Reports are out of reach");
        }
    }
}
