using System.Net;
using System.Net.Sockets;

namespace AlertResponder.ServiceDefaults.Outbound;

/// <summary>
/// Which addresses belong to the public internet, following IANA's registries of special-purpose addresses:
/// https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry.
/// </summary>
public static class PublicAddresses
{
    private static readonly (IPNetwork Network, string Reason)[] NotPublic =
    [
        (IPNetwork.Parse("0.0.0.0/8"), "an unspecified address"),
        (IPNetwork.Parse("10.0.0.0/8"), "a private address"),
        (IPNetwork.Parse("100.64.0.0/10"), "a carrier's shared address (CGNAT)"),
        (IPNetwork.Parse("127.0.0.0/8"), "a loopback address"),
        (IPNetwork.Parse("169.254.0.0/16"), "a link-local address"),
        (IPNetwork.Parse("172.16.0.0/12"), "a private address"),
        (IPNetwork.Parse("192.0.0.0/24"), "a reserved address"),
        (IPNetwork.Parse("192.0.2.0/24"), "a documentation address"),
        (IPNetwork.Parse("192.88.99.0/24"), "a reserved address"),
        (IPNetwork.Parse("192.168.0.0/16"), "a private address"),
        (IPNetwork.Parse("198.18.0.0/15"), "a benchmarking address"),
        (IPNetwork.Parse("198.51.100.0/24"), "a documentation address"),
        (IPNetwork.Parse("203.0.113.0/24"), "a documentation address"),
        (IPNetwork.Parse("224.0.0.0/4"), "a multicast address"),
        (IPNetwork.Parse("240.0.0.0/4"), "a reserved address"),
        (IPNetwork.Parse("::/128"), "an unspecified address"),
        (IPNetwork.Parse("::1/128"), "a loopback address"),
        (IPNetwork.Parse("64:ff9b:1::/48"), "a private address"),
        (IPNetwork.Parse("fc00::/7"), "a private address"),
        (IPNetwork.Parse("fe80::/10"), "a link-local address"),
        (IPNetwork.Parse("fec0::/10"), "a private address"),
        (IPNetwork.Parse("ff00::/8"), "a multicast address"),
        (IPNetwork.Parse("2001:db8::/32"), "a documentation address"),
        (IPNetwork.Parse("3fff::/20"), "a documentation address"),
    ];

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork Teredo = IPNetwork.Parse("2001::/32");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork ProtocolAssignments = IPNetwork.Parse("2001::/23");
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>Says why an address does not belong to the public internet.</summary>
    /// <param name="address">The address; one of IPv4 in the form of IPv6 (<c>::ffff:10.0.0.1</c>) is the IPv4 one.</param>
    /// <returns>The reason, e.g. "a private address"; null when it does.</returns>
    public static string? ReasonNotPublic(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);

        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        foreach (var (network, reason) in NotPublic)
            if (network.Contains(address))
                return reason;
        if (address.AddressFamily == AddressFamily.InterNetwork) return null;
        if (!GlobalUnicast.Contains(address) && !Nat64.Contains(address)) return "a reserved address";
        foreach (var inner in Embedded(address))
            if (ReasonNotPublic(inner) is { } reason)
                return $"an address that holds {reason}";
        return ProtocolAssignments.Contains(address) && !Teredo.Contains(address) ? "a reserved address" : null;
    }

    /// <summary>The IPv4 addresses that an IPv6 address contains: translation (NAT64) and tunnels (6to4, Teredo, ISATAP).</summary>
    /// <param name="address">The address.</param>
    /// <returns>What it contains; none for one of IPv4.</returns>
    public static IEnumerable<IPAddress> Embedded(IPAddress address)
    {
        if (address is not { AddressFamily: AddressFamily.InterNetworkV6 }) yield break;
        var bytes = address.GetAddressBytes();
        if (Nat64.Contains(address)) yield return new IPAddress(bytes.AsSpan(12, 4));
        if (SixToFour.Contains(address)) yield return new IPAddress(bytes.AsSpan(2, 4));
        if (Teredo.Contains(address))
        {
            yield return new IPAddress(bytes.AsSpan(4, 4));
            yield return new IPAddress([(byte)~bytes[12], (byte)~bytes[13], (byte)~bytes[14], (byte)~bytes[15]]); // the client, obfuscated
        }

        if (bytes[8] is 0 or 2 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe) yield return new IPAddress(bytes.AsSpan(12, 4));
    }
}
