using System.Threading.RateLimiting;
using AlertResponder.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AlertResponder.ServiceDefaults.Access;

/// <summary>API keys, their scopes and their limits, before every endpoint that does not allow everybody.</summary>
internal static class AccessExtensions
{
    /// <summary>How many requests without a known key an address may send in a minute, refused ones included.</summary>
    internal const int AnonymousRequestsPerMinute = 600;

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
        services.AddRequestTimeouts();
        services.AddRateLimiter(limiter => limiter.OnRejected = WriteRejectionAsync);
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<AccessOptions>>((limiter, access) => limiter.GlobalLimiter = PerCaller(access.Value));
    }

    public static void UseAccess(this WebApplication app)
    {
        app.GuardKeylessRequests();
        app.UseAuthentication();
        // Before authorization, or those whom it refuses would have no limit.
        app.UseRateLimiter();
        app.UseRequestTimeouts(); // what waits behind a limit has not begun
        app.UseAuthorization();
    }

    private static PartitionedRateLimiter<HttpContext> PerCaller(AccessOptions access)
    {
        // Keys of one name are one caller.
        var limits = access.ApiKeys.GroupBy(key => key.Name!).ToDictionary(keys => keys.Key, keys => keys.Max(key => key.RequestsPerMinute));
        return PartitionedRateLimiter.Create<HttpContext, string>(context =>
        {
            // Without keys the API is for whoever reaches it. What needs no key in any service is described to anybody, but not without end.
            if (access.IsKeyless && !AllowsAnonymous(context)) return RateLimitPartition.GetNoLimiter("");
            var limit = context.User.Identity?.Name is { } name ? limits[name] : AnonymousRequestsPerMinute;
            return RateLimitPartition.GetFixedWindowLimiter(Caller.Of(context), _ => new FixedWindowRateLimiterOptions { PermitLimit = limit, Window = LimitWindow });
        });
    }

    private static bool AllowsAnonymous(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    private static async ValueTask WriteRejectionAsync(OnRejectedContext rejected, CancellationToken cancellationToken)
    {
        var context = rejected.HttpContext;
        var isOverItsLimit = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait);
        context.Response.SetRetryAfter(isOverItsLimit ? wait : RetryAfterBusy);
        await context.WriteProblemAsync(StatusCodes.Status429TooManyRequests, "Too many requests", (isOverItsLimit, context.User.Identity?.Name) switch
        {
            (true, { } name) => $"'{name}' has sent as many requests as its key may in a minute. Send again after the time in Retry-After.",
            (true, null) => "Your address has sent as many requests without a key as it may in a minute. Send a key, or send again after the time in Retry-After.",
            _ => "As many of your requests as may be worked on at a time are, and others are waiting. Send again after the time in Retry-After.",
        });
    }
}
