using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AlertResponder.Contracts;

/// <summary>
/// The one form of an attribute's value. It stands with the contracts, though it is logic, because identities on the wire (alert id,
/// inspection id) are made of it: two services that normalize differently would not know each other's attributes.
/// </summary>
public static class AttributeValue
{
    // A name has at most 253 characters; punycode of a text of megabytes would take minutes.
    private const int MaxAddressLength = 64; // an IPv6 address with a scope and brackets is shorter
    private const int MaxNameLength = 1_024;

    private static readonly IdnMapping Idn = new() { AllowUnassigned = true, UseStd3AsciiRules = false };

    private static readonly (string Written, char Meant)[] Defanged = [("[.]", '.'), ("(.)", '.'), ("[dot]", '.'), ("[:]", ':')];

    /// <summary>Brings a value to its one form; what cannot be read as its type is only trimmed. Never throws for any text.</summary>
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
        // Character by character, so that [[.]] is plain after one pass and its length costs no more than its length.
        var plain = new StringBuilder(value.Length);
        foreach (var character in value)
        {
            plain.Append(character);
            if (character is not (']' or ')')) continue;
            foreach (var (written, meant) in Defanged)
            {
                if (!EndsWith(plain, written)) continue;
                plain.Length -= written.Length;
                plain.Append(meant);
                break;
            }
        }

        var text = plain.ToString();
        return text.StartsWith("hxxp", StringComparison.OrdinalIgnoreCase) ? string.Concat("http", text.AsSpan(4)) : text;
    }

    private static bool EndsWith(StringBuilder text, string end)
    {
        if (text.Length < end.Length) return false;
        for (var index = 0; index < end.Length; index++)
            if (char.ToLowerInvariant(text[text.Length - end.Length + index]) != end[index])
                return false;
        return true;
    }

    private static string Address(string value)
    {
        if (value.Length > MaxAddressLength) return value;
        // IPAddress reads "1", "0x7f.1" and "010.0.0.1" (octal) as addresses: nobody means those.
        if (!value.Contains(':', StringComparison.Ordinal) && !IsDottedQuad(value)) return value;
        if (!IPAddress.TryParse(value, out var address)) return value;
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
            else address.ScopeId = 0; // the name of a network card on the sender's machine
        }

        return address.ToString();
    }

    private static bool IsDottedQuad(string value)
    {
        var parts = value.Split('.');
        return parts.Length == 4
            && parts.All(part => part == "0" || (part.Length is >= 1 and <= 3 && part[0] != '0' && part.All(char.IsAsciiDigit)));
    }

    private static string Domain(string value)
    {
        if (Ascii.IsValid(value)) return AsciiDomain(value);
        if (value.Length > MaxNameLength) return value;
        try
        {
            // Compatibility forms of brackets, dots and spaces come out as plain ones.
            return AsciiDomain(Refang(Idn.GetAscii(value.TrimEnd('.'))));
        }
        catch (ArgumentException)
        {
            return value; // no name at all: two dots in a row, a label that is too long, half a surrogate pair
        }
    }

    private static string AsciiDomain(string value)
    {
        var name = value.AsSpan().Trim();
        while (name is [.. var shorter, '.']) name = shorter.TrimEnd();
        return (name.IsEmpty ? value : name.ToString()).ToLowerInvariant();
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
        var isAddress = name is ['[', .., ']'];
        var normalHost = isAddress ? $"[{Address(name[1..^1])}]" : Domain(name);
        // A host of other characters would split elsewhere when it is read again: such an address is nobody's, and left alone.
        var isPlain = isAddress || normalHost.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_');
        if (!isPlain || !Ascii.IsValid(value.AsSpan(0, schemeEnd))) return value;
        return string.Concat(value[..schemeEnd].ToLowerInvariant(), "://", authority[..^host.Length], normalHost + port + value[hostEnd..]);
    }
}
