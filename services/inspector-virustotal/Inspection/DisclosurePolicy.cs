using System.Net;
using AlertResponder.Contracts;
using AlertResponder.Inspector.VirusTotal.VirusTotal;

namespace AlertResponder.Inspector.VirusTotal.Inspection;

/// <summary>
/// Decides what of an attribute may be disclosed to VirusTotal. In doubt nothing is: a name that only this organization uses, once sent, is
/// known outside for good.
/// </summary>
internal sealed class DisclosurePolicy(VirusTotalOptions virusTotal, InspectionOptions inspection)
{
    private const int MaxUrlLength = 2048;
    private readonly InternalZone _internal = new(inspection);

    public static readonly string[] Types = ["ipaddr", "domain", "filehashvalue", "url"];

    public DisclosureDecision Decide(InspectedAttribute attribute)
    {
        if (!virusTotal.Contexts.Contains(VirusTotalOptions.AnyContext) && !virusTotal.Contexts.Any(attribute.Contexts.Contains))
            return Withhold($"only attributes with context {string.Join(" or ", virusTotal.Contexts)} are looked at (VirusTotal__Contexts)");
        var value = AttributeValue.Normalize(attribute.Type, attribute.Value);
        return attribute.Type switch
        {
            "ipaddr" => Address(value),
            "domain" => Domain(value),
            "filehashvalue" => Hash(value),
            "url" => Url(value),
            _ => Withhold("not a type that VirusTotal knows"),
        };
    }

    private DisclosureDecision Address(string value)
    {
        if (HostNames.ParseAddress(value) is not { } address) return Withhold("not an address");
        return ReasonToWithhold(address) is { } reason ? Withhold(reason) : Allow(ObjectKind.Address, address.ToString());
    }

    private DisclosureDecision Domain(string value)
    {
        if (!HostNames.IsWellFormed(value)) return Withhold("not a domain name");
        return ReasonToWithhold(value) is { } reason ? Withhold(reason) : Allow(ObjectKind.Domain, value);
    }

    private static DisclosureDecision Hash(string value) =>
        value.Length is 32 or 40 or 64 && value.All(char.IsAsciiHexDigit)
            ? Allow(ObjectKind.File, value)
            : Withhold("not an MD5, SHA-1 or SHA-256 in hexadecimal");

    private DisclosureDecision Url(string value)
    {
        if (!Uri.TryCreate(value, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
            return Withhold("not an http or https address");

        var host = url.IdnHost.TrimEnd('.').ToLowerInvariant();
        // Uri has already turned forms like 127.1 and 0x7f000001 into the plain one; what still ends in a number is not a host.
        var reason = url.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 || HostNames.EndsInNumber(host)
            ? HostNames.ParseAddress(host) is { } address ? ReasonToWithhold(address) : "the host is not an address"
            : HostNames.IsWellFormed(host) ? ReasonToWithhold(host) : "the host is not a domain name";
        if (reason is not null) return Withhold(reason);

        // Built from the parsed parts, so that what is sent is what was checked.
        var parts = virusTotal.SendFullUrls
            ? UriComponents.AbsoluteUri
            : UriComponents.Scheme | UriComponents.Host | UriComponents.Port | UriComponents.Path;
        var sent = url.GetComponents(parts, UriFormat.UriEscaped);
        return sent.Length > MaxUrlLength ? Withhold($"longer than {MaxUrlLength} characters") : Allow(ObjectKind.Url, sent);
    }

    private string? ReasonToWithhold(IPAddress address)
    {
        if (PublicAddresses.ReasonNotPublic(address) is { } reason) return $"{reason} is never sent out";
        return _internal.Contains(address) || PublicAddresses.Embedded(address).Any(_internal.Contains)
            ? "in an internal network (Inspection__InternalNetworks), never sent out"
            : null;
    }

    private string? ReasonToWithhold(string name)
    {
        if (HostNames.ReasonNotPublic(name) is { } reason) return $"{reason}, never sent out";
        return _internal.Contains(name) ? "in an internal domain (Inspection__InternalDomains), never sent out" : null;
    }

    private static DisclosureDecision.Withheld Withhold(string reason) => new(reason);

    private static DisclosureDecision.Allowed Allow(ObjectKind kind, string value) => new(new VirusTotalObject(kind, value));
}

/// <summary>Whether an attribute may be disclosed to VirusTotal.</summary>
internal abstract record DisclosureDecision
{
    /// <summary>It may not, for this reason.</summary>
    public sealed record Withheld(string Reason) : DisclosureDecision;

    /// <summary>It may, as this object.</summary>
    public sealed record Allowed(VirusTotalObject Object) : DisclosureDecision;
}
