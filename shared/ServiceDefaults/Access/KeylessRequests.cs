using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AlertResponder.ServiceDefaults.Access;

/// <summary>What a service without keys requires of a request, so that no web page can reach the service through a visitor's browser.</summary>
internal static class KeylessRequests
{
    /// <summary>
    /// Answers 403 to a request whose <c>Host</c> is neither local nor in <c>Access__Hosts</c> (a page's own name may resolve to 127.0.0.1), and
    /// to a browser's request that comes from another origin. Health is answered to everybody: load balancers ask by address.
    /// </summary>
    public static void GuardKeylessRequests(this WebApplication app)
    {
        var access = app.Services.GetRequiredService<IOptions<AccessOptions>>().Value;
        if (!access.IsKeyless) return;
        app.UseWhen(
            context => !context.Request.Path.StartsWithSegments(ServiceDefaultsExtensions.HealthPath),
            guarded => guarded.Use(async (context, next) =>
            {
                if (Refusal(context.Request, access.Hosts) is { } refusal) await context.WriteProblemAsync(StatusCodes.Status403Forbidden, "Request refused", refusal);
                else await next(context);
            }));
    }

    private static string? Refusal(HttpRequest request, IReadOnlyList<string> hosts)
    {
        if (!ListenAddresses.IsLocalName(request.Host.Host) && !hosts.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase))
            return "The Host header must be a local name (localhost, 127.0.0.1 or [::1]) or be listed in Access__Hosts.";
        return IsForeign(request) ? "Requests from pages of another site are refused." : null;
    }

    private static bool IsForeign(HttpRequest request)
    {
        if (request.Headers.Origin.ToString() is not { Length: > 0 } text) return false;
        // The scheme is not compared: where a proxy terminates TLS, the page has https and this request http.
        return !Uri.TryCreate(text, UriKind.Absolute, out var origin)
            || !origin.Host.Equals(request.Host.Host, StringComparison.OrdinalIgnoreCase)
            || origin.Port != (request.Host.Port ?? (origin.Scheme == Uri.UriSchemeHttps ? 443 : 80));
    }
}
