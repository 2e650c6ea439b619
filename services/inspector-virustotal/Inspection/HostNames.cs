using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AlertResponder.Inspector.VirusTotal.Inspection;

/// <summary>Reads names and addresses strictly: what cannot be read with certainty is sent to nobody.</summary>
internal static class HostNames
{
    private const int MaxNameLength = 253;
    private const int MaxLabelLength = 63;

    /// <summary>Holds home.arpa and the reverse names, which are addresses: delegated, but nothing to ask about.</summary>
    private const string ReverseZone = "arpa";

    /// <summary>
    /// Why a well-formed name does not belong to the public internet; null when it does. What nobody has delegated is some network's own,
    /// whatever it is called there: corp, lan, local, internal, consul, svc, intern.
    /// </summary>
    public static string? ReasonNotPublic(string name)
    {
        var dot = name.LastIndexOf('.');
        if (dot < 0) return "a name of one label is internal";
        var zone = name[(dot + 1)..];
        return zone == ReverseZone || !TopLevelDomains.Contains(zone) ? $"names in .{zone} are not of the public internet" : null;
    }

    /// <summary>Whether a normalized name could be a domain's: letters, digits, hyphens and underscores, and no number at its end.</summary>
    public static bool IsWellFormed(string name)
    {
        if (name.Length is 0 or > MaxNameLength) return false;
        foreach (var label in name.Split('.'))
        {
            if (label.Length is 0 or > MaxLabelLength) return false;
            if (!label.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_')) return false;
        }

        return !EndsInNumber(name);
    }

    /// <summary>
    /// Whether resolvers and browsers would read a host as an address, in whatever form: 127.1, 0x7f.0.0.1, 2130706433. See the URL
    /// standard, "ends in a number".
    /// </summary>
    public static bool EndsInNumber(string host)
    {
        var last = host[(host.LastIndexOf('.') + 1)..];
        return last.Length > 0 && (last.All(char.IsAsciiDigit)
            || (last.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && last[2..].All(char.IsAsciiHexDigit)));
    }

    /// <summary>
    /// Reads an address in its plain form only. IPAddress would also take "1", "0x7f.1", and 010.0.0.1 as an octal 8.0.0.1, where
    /// the sender may have meant ten.
    /// </summary>
    public static IPAddress? ParseAddress(string text)
    {
        if (!text.Contains(':', StringComparison.Ordinal))
        {
            var parts = text.Split('.');
            if (parts.Length != 4 || !Array.TrueForAll(parts, IsPlainOctet)) return null;
        }
        else if (text.StartsWith('['))
        {
            return null; // IPAddress would read "[::1]:80" and drop the port
        }

        if (!IPAddress.TryParse(text, out var address)) return null;
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0) address.ScopeId = 0;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    private static bool IsPlainOctet(string part) =>
        part.Length is > 0 and <= 3 && part.All(char.IsAsciiDigit) && (part.Length == 1 || part[0] != '0')
        && byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
