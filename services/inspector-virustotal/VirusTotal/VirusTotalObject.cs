using System.Buffers.Text;
using System.Text;

namespace AlertResponder.Inspector.VirusTotal.VirusTotal;

/// <summary>What VirusTotal is asked about. Made only of values that were checked: they become part of the address.</summary>
/// <param name="Kind">Which collection.</param>
/// <param name="Value">The address, the domain, the hash or the URL.</param>
internal sealed record VirusTotalObject(ObjectKind Kind, string Value)
{
    private const string Gui = "https://www.virustotal.com/gui/";

    public string Collection => Kind switch
    {
        ObjectKind.Address => "ip_addresses",
        ObjectKind.Domain => "domains",
        ObjectKind.File => "files",
        _ => "urls",
    };

    /// <summary>The path below the base address.</summary>
    public string Path => $"{Collection}/{(Kind == ObjectKind.Url ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Value)) : Value)}";

    /// <summary>The web page about the object.</summary>
    /// <param name="id">VirusTotal's own id of the object, if its answer had one that can be trusted.</param>
    public string Link(string? id) => Kind switch
    {
        ObjectKind.Address => $"{Gui}ip-address/{Value}",
        ObjectKind.Domain => $"{Gui}domain/{Value}",
        ObjectKind.File => $"{Gui}file/{Value}",
        _ => UrlLink(id) ?? $"{Gui}url/{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(Value)))}",
    };

    /// <summary>The web page about a URL, which VirusTotal identifies by a SHA-256.</summary>
    public static string? UrlLink(string? id) => IsSha256(id) ? $"{Gui}url/{id}" : null;

    public static bool IsSha256(string? id) => id is { Length: 64 } && id.All(char.IsAsciiHexDigitLower);
}

internal enum ObjectKind
{
    Address,
    Domain,
    File,
    Url,
}
