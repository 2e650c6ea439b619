using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace AlertResponder.ServiceDefaults.Access;

/// <summary>API keys, their scopes and their limits, before every endpoint that does not allow everybody.</summary>
internal static class AccessExtensions
{
    private static readonly TimeSpan LimitWindow = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RetryAfterBusy = TimeSpan.FromSeconds(1);

    public static void AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<AccessOptions>(configuration, AccessOptions.Section, options => options.Validate());
        // Only the core: AddAuthentication would keep data protection keys on disk, which nothing here uses.
        services.AddAuthenticationCore(authentication =>
        {
            authentication.DefaultScheme = ApiKeyHandler.SchemeName;
            authentication.AddScheme<ApiKeyHandler>(ApiKeyHandler.SchemeName, displayName: null);
        });
        services.AddTransient<ApiKeyHandler>().AddWebEncoders();
        var authorization = services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        foreach (var scope in AccessScopes.All) authorization.AddPolicy(scope, policy => policy.RequireClaim(ApiKeyHandler.ScopeClaim, scope));
        services.AddRateLimiter(limiter => limiter.OnRejected = WriteRejectionAsync);
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<AccessOptions>>((limiter, access) => limiter.GlobalLimiter = PerCaller(access.Value));
    }

    public static void UseAccess(this WebApplication app)
    {
        app.GuardKeylessRequests();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimiter();
    }

    private static PartitionedRateLimiter<HttpContext> PerCaller(AccessOptions access)
    {
        // Keys of one name are one caller.
        var limits = access.ApiKeys.GroupBy(key => key.Name!).ToDictionary(keys => keys.Key, keys => keys.Max(key => key.RequestsPerMinute));
        return PartitionedRateLimiter.Create<HttpContext, string>(context =>
            context.User.Identity?.Name is { } name && limits.TryGetValue(name, out var limit)
                ? RateLimitPartition.GetFixedWindowLimiter(name, _ => new FixedWindowRateLimiterOptions { PermitLimit = limit, Window = LimitWindow })
                : RateLimitPartition.GetNoLimiter(""));
    }

    private static async ValueTask WriteRejectionAsync(OnRejectedContext rejected, CancellationToken cancellationToken)
    {
        var context = rejected.HttpContext;
        var isOverItsLimit = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait);
        context.Response.Headers[HeaderNames.RetryAfter] =
            Math.Ceiling((isOverItsLimit ? wait : RetryAfterBusy).TotalSeconds).ToString(CultureInfo.InvariantCulture);
        await context.WriteProblemAsync(StatusCodes.Status429TooManyRequests, "Too many requests", isOverItsLimit
            ? $"'{context.User.Identity?.Name}' has sent as many requests as its key may in a minute. Send again after the time in Retry-After."
            : "This service is reading as many requests as it can, and others are waiting. Send again after the time in Retry-After.");
    }
}
