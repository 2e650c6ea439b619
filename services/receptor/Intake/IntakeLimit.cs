using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Receptor.Intake;

/// <summary>
/// How many requests are read at a time: a document can take many times its size while it is read, and further ones wait without
/// having been read.
/// </summary>
internal static class IntakeLimit
{
    public const string Policy = "alerts";
    public const int AtOnce = 8;
    public const int Waiting = 256;

    public static IServiceCollection AddIntakeLimit(this IServiceCollection services) => services.AddRateLimiter(limiter =>
        limiter.AddConcurrencyLimiter(Policy, options =>
        {
            options.PermitLimit = AtOnce;
            options.QueueLimit = Waiting;
            options.QueueProcessingOrder = QueueProcessingOrder.OldestFirst;
        }));
}
