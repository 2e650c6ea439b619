using System.Globalization;
using System.Net;

namespace AlertResponder.Contracts;

/// <summary>
/// The one form of an attribute's value. It stands with the contracts, though it is logic, because identities on the wire (alert id,
/// inspection id) are made of it: two services that normalize differently would not know each other's attributes.
/// </summary>
public static class AttributeValue
{
    private static readonly IdnMapping Idn = new() { AllowUnassigned = true, UseStd3AsciiRules = false };

    /// <summary>Brings a value to its one form; what cannot be read as its type is only trimmed.</summary>
    /// <param name="type">The attribute's type, e.g. <c>ipaddr</c>.</param>
    /// <param name="value">The value as the sender wrote it, possibly defanged (<c>hxxp</c>, <c>[.]</c>).</param>
    /// <returns>The normalized value. Normalizing it again gives the same.</returns>
    public static string Normalize(string type, string value)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(value);

        var trimmed = value.Trim();
        return type switch
        {
            "ipaddr" => Address(Refang(trimmed)),
            "domain" => Domain(Refang(trimmed)),
            "url" => Url(Refang(trimmed)),
            "filehashvalue" => trimmed.ToLowerInvariant(),
            _ => trimmed,
        };
    }

    private static string Refang(string value)
    {
        var plain = value
            .Replace("[.]", ".", StringComparison.Ordinal)
            .Replace("(.)", ".", StringComparison.Ordinal)
            .Replace("[dot]", ".", StringComparison.OrdinalIgnoreCase)
            .Replace("[:]", ":", StringComparison.Ordinal);
        return plain.StartsWith("hxxp", StringComparison.OrdinalIgnoreCase) ? string.Concat("http", plain.AsSpan(4)) : plain;
    }

    private static string Address(string value)
    {
        // IPAddress reads "1" and "0x7f.1" as addresses; only what looks like one is taken for one.
        if (!value.Contains(':', StringComparison.Ordinal) && value.Count(c => c == '.') != 3) return value;
        if (!IPAddress.TryParse(value, out var address)) return value;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        else if (address.ScopeId != 0 && address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6) address.ScopeId = 0;
        return address.ToString();
    }

    private static string Domain(string value)
    {
        var name = value.TrimEnd('.');
        if (name.Length == 0) return value;
        try
        {
            return Idn.GetAscii(name).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return name.ToLowerInvariant(); // no valid name: an underscore label, a wildcard, a label that is too long
        }
    }

    private static string Url(string value)
    {
        var schemeEnd = value.IndexOf("://", StringComparison.Ordinal);
        if (schemeEnd <= 0) return value;
        var hostStart = schemeEnd + 3;
        var hostEnd = value.AsSpan(hostStart).IndexOfAny('/', '?', '#') is var end && end < 0 ? value.Length : hostStart + end;
        var authority = value[hostStart..hostEnd];
        var host = authority[(authority.LastIndexOf('@') + 1)..];
        var port = host.LastIndexOf(':') is var colon && colon > host.LastIndexOf(']') ? host[colon..] : "";
        var name = host[..^port.Length];
        var normalHost = name.StartsWith('[') && name.EndsWith(']') ? $"[{Address(name[1..^1])}]" : Domain(name);
        return string.Concat(value[..schemeEnd].ToLowerInvariant(), "://", authority[..^host.Length], normalHost + port + value[hostEnd..]);
    }
}
