using System.Net;
using AlertResponder.Contracts;
using AlertResponder.Inspector.VirusTotal.VirusTotal;

namespace AlertResponder.Inspector.VirusTotal.Inspection;

/// <summary>
/// Decides what of an attribute is named to VirusTotal. In doubt nothing is: a name that only this organization uses, once sent, is
/// known outside for good.
/// </summary>
internal sealed class WhatMayLeave(VirusTotalOptions virusTotal, InspectionOptions inspection)
{
    private const int LongestUrl = 2048;
    private readonly InternalZone _internal = new(inspection);

    public static readonly string[] Types = ["ipaddr", "domain", "filehashvalue", "url"];

    public Departure Decide(InspectedAttribute attribute)
    {
        if (!virusTotal.Contexts.Contains(VirusTotalOptions.AnyContext) && !virusTotal.Contexts.Any(attribute.Contexts.Contains))
            return Held($"only attributes with context {string.Join(" or ", virusTotal.Contexts)} are looked at (VirusTotal__Contexts)");
        var value = AttributeValue.Normalize(attribute.Type, attribute.Value);
        return attribute.Type switch
        {
            "ipaddr" => Address(value),
            "domain" => Domain(value),
            "filehashvalue" => Hash(value),
            "url" => Url(value),
            _ => Held("not a type that VirusTotal knows"),
        };
    }

    private Departure Address(string value)
    {
        if (HostNames.ParseAddress(value) is not { } address) return Held("not an address");
        return ReasonToHold(address) is { } reason ? Held(reason) : Sent(ObjectKind.Address, address.ToString());
    }

    private Departure Domain(string value)
    {
        if (!HostNames.IsWellFormed(value)) return Held("not a domain name");
        return ReasonToHold(value) is { } reason ? Held(reason) : Sent(ObjectKind.Domain, value);
    }

    private static Departure Hash(string value) =>
        value.Length is 32 or 40 or 64 && value.All(char.IsAsciiHexDigit)
            ? Sent(ObjectKind.File, value)
            : Held("not an MD5, SHA-1 or SHA-256 in hexadecimal");

    private Departure Url(string value)
    {
        if (!Uri.TryCreate(value, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
            return Held("not an http or https address");

        var host = url.IdnHost.TrimEnd('.').ToLowerInvariant();
        // Uri has already turned forms like 127.1 and 0x7f000001 into the plain one; what still ends in a number is no host.
        var reason = url.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 || HostNames.EndsInNumber(host)
            ? HostNames.ParseAddress(host) is { } address ? ReasonToHold(address) : "the host is no address"
            : HostNames.IsWellFormed(host) ? ReasonToHold(host) : "the host is no domain name";
        if (reason is not null) return Held(reason);

        // Put together from the parsed parts, so that what is sent is what was checked.
        var parts = virusTotal.SendFullUrls
            ? UriComponents.AbsoluteUri
            : UriComponents.Scheme | UriComponents.Host | UriComponents.Port | UriComponents.Path;
        var sent = url.GetComponents(parts, UriFormat.UriEscaped);
        return sent.Length > LongestUrl ? Held($"longer than {LongestUrl} characters") : Sent(ObjectKind.Url, sent);
    }

    private string? ReasonToHold(IPAddress address)
    {
        if (PublicAddresses.ReasonNotPublic(address) is { } reason) return $"{reason} is never sent out";
        return _internal.Contains(address) || PublicAddresses.Embedded(address).Any(_internal.Contains)
            ? "in an internal network (Inspection__InternalNetworks), never sent out"
            : null;
    }

    private string? ReasonToHold(string name)
    {
        if (HostNames.ReasonNotPublic(name) is { } reason) return $"{reason}, never sent out";
        return _internal.Contains(name) ? "in an internal domain (Inspection__InternalDomains), never sent out" : null;
    }

    private static Departure.Held Held(string reason) => new(reason);

    private static Departure.Sent Sent(ObjectKind kind, string value) => new(new VirusTotalObject(kind, value));
}

/// <summary>Whether an attribute is named to VirusTotal.</summary>
internal abstract record Departure
{
    /// <summary>It is not, for this reason.</summary>
    public sealed record Held(string Reason) : Departure;

    /// <summary>It is, as this object.</summary>
    public sealed record Sent(VirusTotalObject Object) : Departure;
}
