using System.Threading.RateLimiting;
using AlertResponder.ServiceDefaults.Access;
using AlertResponder.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Reviewer.Api;

/// <summary>
/// How many reports are read at a time, and for how long: reading is never what keeps alerts out, or a report from its verdict. A search for text
/// reads many rows, so there are fewer of those.
/// </summary>
internal static class ReadLimits
{
    public const string Policy = "reports";
    public const string TextParameter = "q";

    public const int Reads = 8;
    public const int ReadsPerCaller = 4;
    public const int Searches = 2;
    public const int SearchesPerCaller = 1;
    public const int WaitingPerCaller = 16;

    /// <summary>How long a request may take, its answer included, from when it is begun with.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    public static void AddReadLimits(this IServiceCollection services)
    {
        services.AddRateLimiter(limiter =>
        {
            // Disposed of by nobody: they live as long as the process, and what is chained to them comes and goes with the callers.
            var reads = Limiter(Reads);
            var searches = Limiter(Searches);
            limiter.AddPolicy(Policy, context => context.Request.Query.ContainsKey(TextParameter)
                ? RateLimitPartition.Get((Caller.Of(context), IsSearch: true), _ => RateLimiter.CreateChained(Limiter(SearchesPerCaller), searches))
                : RateLimitPartition.Get((Caller.Of(context), IsSearch: false), _ => RateLimiter.CreateChained(Limiter(ReadsPerCaller), reads)));
        });
        services.AddRequestTimeouts(timeouts => timeouts.AddPolicy(Policy, new RequestTimeoutPolicy
        {
            Timeout = Timeout,
            TimeoutStatusCode = StatusCodes.Status504GatewayTimeout,
            WriteTimeoutResponse = WriteTimeoutAsync,
        }));
    }

    private static ConcurrencyLimiter Limiter(int permits) => new(new ConcurrencyLimiterOptions
    {
        PermitLimit = permits,
        QueueLimit = WaitingPerCaller,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    private static Task WriteTimeoutAsync(HttpContext context)
    {
        context.Response.SetRetryAfter(RetryAfter);
        return TypedResults.Problem(
            $"Reading took longer than {Timeout.TotalSeconds} s. Ask for less (a page is `limit`, and `status`, `severity`, `rule` and `since` are looked up "
            + "quickly), or again after the time in Retry-After.",
            statusCode: StatusCodes.Status504GatewayTimeout,
            title: "Reading took too long").ExecuteAsync(context);
    }
}
