using System.Net;
using AlertResponder.ServiceDefaults;

namespace AlertResponder.Inspector.Allowlist;

/// <summary>
/// A text file with one address, network (CIDR) or domain a line; a domain stands for all names below it too. What follows a <c>#</c> is a note,
/// which is shown with the finding. It is read once, at start.
/// </summary>
internal sealed class Allowlist
{
    private readonly List<(IPNetwork Network, string Line)> _networks = [];
    private readonly Dictionary<string, string> _domains = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the file.</summary>
    /// <exception cref="StartupException">It cannot be read, or has lines that are not an entry: all of them are named.</exception>
    public static Allowlist Read(string? path)
    {
        if (string.IsNullOrWhiteSpace(path)) throw new StartupException("Allowlist__File is not set: name a file with one address, network or domain a line");
        try
        {
            var (list, wrong) = (new Allowlist(), new List<int>());
            foreach (var (index, line) in File.ReadLines(path).Index())
                if (!list.Add(line.Trim()))
                    wrong.Add(index + 1);
            return wrong.Count == 0 ? list : throw new StartupException(
                $"{path} has no address, network (e.g. 192.0.2.0/24) or domain in line {string.Join(", ", wrong)}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"Allowlist__File: {exception.Message}");
        }
    }

    /// <summary>The line that names an address or a domain, or what it belongs to; null when none does.</summary>
    public string? EntryFor(string value)
    {
        if (IPAddress.TryParse(value, out var address))
            return _networks.Where(entry => entry.Network.Contains(address)).Select(entry => entry.Line).FirstOrDefault();
        for (var name = value; name.Length > 0; name = name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..])
        {
            if (_domains.TryGetValue(name, out var line)) return line;
            if (!name.Contains('.', StringComparison.Ordinal)) break;
        }

        return null;
    }

    // An address may be written as 1 or 010.0.0.1, and is then another one than it looks.
    private static bool IsPlain(string text) => !IPAddress.TryParse(text, out var address) || text.Contains(':', StringComparison.Ordinal) || address.ToString() == text;

    private bool Add(string line)
    {
        var entry = line.Split('#')[0].Trim();
        if (entry.Length == 0) return true;
        if (!IsPlain(entry.Split('/')[0])) return false;
        if (IPNetwork.TryParse(entry, out var network)) _networks.Add((network, line));
        else if (IPAddress.TryParse(entry, out var address)) _networks.Add((new IPNetwork(address, address.GetAddressBytes().Length * 8), line));
        else if (entry.Contains('.', StringComparison.Ordinal) && Uri.CheckHostName(entry) == UriHostNameType.Dns) _domains[entry] = line;
        else return false;
        return true;
    }
}
