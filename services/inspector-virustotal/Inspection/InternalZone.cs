using System.Net;
using AlertResponder.Contracts;

namespace AlertResponder.Inspector.VirusTotal.Inspection;

/// <summary>The organization's own domains and networks.</summary>
internal sealed class InternalZone(InspectionOptions options)
{
    private readonly string[] _domains = [.. options.InternalDomains.Select(ParseDomain).OfType<string>()];
    private readonly IPNetwork[] _networks = [.. options.InternalNetworks.Select(ParseNetwork).OfType<IPNetwork>()];

    public bool Contains(string name) => Array.Exists(_domains, domain =>
        name.EndsWith(domain, StringComparison.Ordinal) && (name.Length == domain.Length || name[^(domain.Length + 1)] == '.'));

    public bool Contains(IPAddress address) => Array.Exists(_networks, network => network.Contains(address));

    /// <summary>Reads a domain, also as <c>.corp.example.org</c> or <c>*.corp.example.org</c>; a single label is a whole zone.</summary>
    public static string? ParseDomain(string text)
    {
        var name = AttributeValue.Normalize("domain", text.Trim().TrimStart('*').TrimStart('.'));
        return HostNames.IsWellFormed(name) ? name : null;
    }

    /// <summary>Reads a network or a single address. Bits behind the prefix are ignored: 10.1.2.3/8 is 10.0.0.0/8.</summary>
    public static IPNetwork? ParseNetwork(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (HostNames.ParseAddress(slash < 0 ? text.Trim() : text[..slash].Trim()) is not { } address) return null;
        var bytes = address.GetAddressBytes();
        var length = bytes.Length * 8;
        if (slash >= 0 && !(int.TryParse(text.AsSpan(slash + 1), System.Globalization.CultureInfo.InvariantCulture, out length)
            && length >= 0 && length <= bytes.Length * 8)) return null;
        for (var bit = length; bit < bytes.Length * 8; bit++) bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new IPNetwork(new IPAddress(bytes), length);
    }
}
