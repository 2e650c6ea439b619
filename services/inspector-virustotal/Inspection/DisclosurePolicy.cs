using System.Globalization;
using System.Net;
using AlertResponder.Contracts;
using AlertResponder.Inspector.VirusTotal.VirusTotal;
using AlertResponder.ServiceDefaults.Outbound;

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

        // Not Uri.IdnHost, which throws for names that no DNS has, e.g. with a letter that Unicode has given up.
        var host = AttributeValue.Normalize("domain", url.HostNameType == UriHostNameType.IPv6 ? url.Host.Trim('[', ']') : url.Host);
        var isAddress = url.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 || HostNames.EndsInNumber(host);
        // As it was written: Uri has already turned 127.1, 0x7f000001 and 010.0.0.5 into some plain form, and 010 into 8, where the sender meant ten.
        var reason = isAddress
            ? HostNames.ParseAddress(host) is { } address && address.Equals(HostNames.ParseAddress(WrittenHost(value)))
                ? ReasonToWithhold(address)
                : "the host is an address in a form that is not plain"
            : HostNames.IsWellFormed(host) ? ReasonToWithhold(host) : "the host is not a domain name";
        if (reason is not null) return Withhold(reason);

        // Built from the parts that were checked.
        var user = virusTotal.SendFullUrls && url.UserInfo.Length > 0 ? url.UserInfo + "@" : "";
        var name = url.HostNameType == UriHostNameType.IPv6 ? $"[{host}]" : host;
        var port = url.IsDefaultPort ? "" : string.Create(CultureInfo.InvariantCulture, $":{url.Port}");
        var sent = $"{url.Scheme}://{user}{name}{port}{url.AbsolutePath}" + (virusTotal.SendFullUrls ? url.Query + url.Fragment : "");
        return sent.Length > MaxUrlLength ? Withhold($"longer than {MaxUrlLength} characters") : Allow(ObjectKind.Url, sent);
    }

    /// <summary>The host of a URL as it stands there, without user info, port and the brackets of IPv6.</summary>
    private static string WrittenHost(string value)
    {
        var start = value.IndexOf("://", StringComparison.Ordinal) + 3;
        var end = value.AsSpan(start).IndexOfAny("/\\?#");
        var authority = end < 0 ? value[start..] : value[start..(start + end)];
        var host = authority[(authority.LastIndexOf('@') + 1)..];
        if (host.StartsWith('[')) return host[1..].Split(']')[0];
        return host.Split(':')[0].TrimEnd('.');
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
