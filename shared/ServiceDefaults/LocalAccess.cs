using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.ServiceDefaults;

/// <summary>Who may talk to a service that has no access control: this machine only.</summary>
public static class LocalAccess
{
    /// <summary>Says what is wrong with addresses to listen on, if anything is.</summary>
    /// <param name="urls">Addresses as given to <c>--urls</c>, separated by semicolons.</param>
    /// <returns>The fault for a person, or null when all addresses are loopback.</returns>
    public static string? Fault(string urls)
    {
        ArgumentNullException.ThrowIfNull(urls);

        var addresses = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (addresses.Length == 0) return "no address to listen on: write for example http://127.0.0.1:8080";
        foreach (var address in addresses)
        {
            if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp)
                return $"'{address}' is no address to listen on: write for example http://127.0.0.1:8080";
            if (!IsLocalName(uri.Host))
                return $"'{address}' is not a loopback address. This version has no access control, so it listens on 127.0.0.1, [::1] or localhost only";
        }

        return null;
    }

    /// <summary>Starts an application, and stops it again when it has come to listen on an address that others can reach, by whatever setting.</summary>
    /// <param name="app">The application.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>A task that ends when the application has started.</returns>
    /// <exception cref="StartFaultException">An address is not a loopback address; nothing listens any more.</exception>
    public static async Task StartLocallyAsync(this WebApplication app, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(app);

        await app.StartAsync(cancellationToken);
        if (Fault(string.Join(';', app.Urls)) is not { } fault) return;
        await app.StopAsync(CancellationToken.None);
        throw new StartFaultException($"The server came to listen on more than it was told to: {fault}");
    }

    /// <summary>
    /// Answers 403 to a request whose <c>Host</c> is no local name, so that a web page cannot reach the service by a name of its own
    /// that resolves to 127.0.0.1, and to a browser's request that comes from another site.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <returns>The same application.</returns>
    public static IApplicationBuilder UseLocalAccess(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        var refusal = !IsLocalName(context.Request.Host.Host)
            ? "The Host header must be a local name: localhost, 127.0.0.1 or [::1]."
            : IsForeign(context.Request.Headers.Origin) ? "Requests from pages of another site are refused." : null;
        if (refusal is null)
        {
            await next(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        await context.RequestServices.GetRequiredService<IProblemDetailsService>().TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = context,
            ProblemDetails = { Status = StatusCodes.Status403Forbidden, Title = "Not from this machine", Detail = refusal },
        });
    });

    private static bool IsForeign(string? origin) =>
        !string.IsNullOrEmpty(origin) && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri) && IsLocalName(uri.Host));

    private static bool IsLocalName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
