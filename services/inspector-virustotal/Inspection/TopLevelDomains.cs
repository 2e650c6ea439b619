using System.Collections.Frozen;

namespace AlertResponder.Inspector.VirusTotal.Inspection;

/// <summary>The top-level domains of the public internet, from the list in <c>top-level-domains.txt</c>.</summary>
internal static class TopLevelDomains
{
    private const string Resource = "top-level-domains.txt";
    private static readonly FrozenSet<string> Delegated = Read();

    /// <summary>Whether IANA had delegated the domain when the list was made.</summary>
    /// <param name="label">In lower case, as in the DNS (<c>xn--…</c>).</param>
    public static bool Contains(string label) => Delegated.Contains(label);

    private static FrozenSet<string> Read()
    {
        using var stream = typeof(TopLevelDomains).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is missing in the assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => line[0] != '#').ToFrozenSet();
    }
}
