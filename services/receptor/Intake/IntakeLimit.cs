using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace AlertResponder.Receptor.Intake;

/// <summary>
/// How many requests are read at a time: a document can take many times its size while it is read, and further ones wait without
/// having been read. The host has to call <c>UseRateLimiter</c>.
/// </summary>
internal static class IntakeLimit
{
    public const string Policy = "alerts";
    public const int AtOnce = 8;
    public const int Waiting = 256;
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(1);

    public static IServiceCollection AddIntakeLimit(this IServiceCollection services) => services.AddRateLimiter(limiter =>
    {
        limiter.AddConcurrencyLimiter(Policy, options =>
        {
            options.PermitLimit = AtOnce;
            options.QueueLimit = Waiting;
            options.QueueProcessingOrder = QueueProcessingOrder.OldestFirst;
        });
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.OnRejected = async (rejected, _) =>
        {
            rejected.HttpContext.Response.Headers[HeaderNames.RetryAfter] = Later.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            await rejected.HttpContext.RequestServices.GetRequiredService<IProblemDetailsService>().TryWriteAsync(new ProblemDetailsContext
            {
                HttpContext = rejected.HttpContext,
                ProblemDetails =
                {
                    Status = StatusCodes.Status429TooManyRequests,
                    Title = "Too many requests at once",
                    Detail = $"{AtOnce} requests are being read and {Waiting} are waiting. Send again after the time in Retry-After.",
                },
            });
        };
    });
}
