using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AlertResponder.ServiceDefaults.Access;

/// <summary>Where a service may listen: without keys on this machine only, unless anonymous callers are allowed.</summary>
public static class ListenAddresses
{
    /// <summary>
    /// Starts an application. Addresses that other machines can reach are refused before anything listens, or right after the start when
    /// something other than <c>--urls</c> opened them.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>A task that ends when the application has started.</returns>
    /// <exception cref="StartupException">An address is not valid or not allowed; nothing listens any more.</exception>
    public static async Task StartGuardedAsync(this WebApplication app, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(app);

        var access = app.Services.GetRequiredService<IOptions<AccessOptions>>().Value;
        var isGuarded = !access.IsKeyless || access.AllowAnonymous;
        if (ErrorIn(app.Configuration[WebHostDefaults.ServerUrlsKey] ?? "", isGuarded) is { } error) throw new StartupException(error);
        await app.StartAsync(cancellationToken);
        if (ErrorIn(string.Join(';', app.Urls), isGuarded) is { } opened)
        {
            await app.StopAsync(CancellationToken.None);
            throw new StartupException($"The server listens on an address that --urls did not set: {opened}");
        }

        if (access.AllowAnonymous) Log.AnonymousAllowed(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ListenAddresses).FullName!));
    }

    internal static string? ErrorIn(string urls, bool isGuarded)
    {
        var addresses = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (addresses.Length == 0) return "there is no address to listen on: write for example http://127.0.0.1:8080";
        foreach (var address in addresses)
        {
            if (Parse(address) is not { } uri) return $"'{address}' is not an address to listen on: write for example http://127.0.0.1:8080";
            if (!isGuarded && !IsLocalName(uri.Host))
            {
                return $"'{address}' is not a loopback address, and anybody who reaches it could use this service. Make a key with `-- key new NAME` "
                    + "and set what it prints, or listen on 127.0.0.1, [::1] or localhost, or allow everybody with Access__AllowAnonymous=true";
            }
        }

        return null;
    }

    /// <summary>Reads an address as <c>--urls</c> has it; <c>*</c> and <c>+</c> stand for all addresses of the machine.</summary>
    internal static Uri? Parse(string address) =>
        Uri.TryCreate(address.Replace("//*", "//0.0.0.0", StringComparison.Ordinal).Replace("//+", "//0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var uri)
        && uri.Scheme == Uri.UriSchemeHttp ? uri : null;

    internal static bool IsLocalName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
