using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace AlertResponder.ServiceDefaults.Access;

/// <summary>Who a request counts for, wherever each caller has a limit of its own.</summary>
public static class Caller
{
    private const int NetworkBytes = 8; // an IPv6 host has a /64 to itself

    /// <summary>Names the caller.</summary>
    /// <param name="context">The request.</param>
    /// <returns>The name of its key; without one, <c>@</c> and the address that it comes from.</returns>
    public static string Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);

        // No name of a key has an @.
        return context.User.Identity?.Name ?? $"@{NetworkOf(context.Connection.RemoteIpAddress)}";
    }

    internal static IPAddress? NetworkOf(IPAddress? address)
    {
        if (address is null || address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes);
    }
}
