namespace AlertResponder.Inspector.VirusTotal.Inspection;

/// <summary>Settings <c>Inspection__…</c>: the organization's own domains and networks, which are never disclosed.</summary>
internal sealed class InspectionOptions
{
    public const string Section = "Inspection";

    /// <summary>Domains, each with all names below it.</summary>
    public IReadOnlyList<string> InternalDomains { get; set; } = [];

    /// <summary>Networks as CIDR, or single addresses.</summary>
    public IReadOnlyList<string> InternalNetworks { get; set; } = [];

    /// <summary>A setting that does not protect what its owner thinks it protects must not go unnoticed.</summary>
    public IEnumerable<string> Validate() =>
    [
        .. InternalDomains.Where(text => InternalZone.ParseDomain(text) is null)
            .Select(text => $"Inspection__InternalDomains names '{text}': a domain is allowed, e.g. corp.example.org"),
        .. InternalNetworks.Where(text => InternalZone.ParseNetwork(text) is null)
            .Select(text => $"Inspection__InternalNetworks names '{text}': "
                + "a network or an address is allowed, e.g. 192.0.2.0/24 or 2001:db8::/32"),
    ];
}
