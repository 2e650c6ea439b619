namespace AlertResponder.Inspector.VirusTotal.Inspection;

/// <summary>Settings <c>Inspection__…</c>: what is the organization's own, and never named to anybody outside.</summary>
internal sealed class InspectionOptions
{
    public const string Section = "Inspection";

    /// <summary>Domains, each with all names below it.</summary>
    public IReadOnlyList<string> InternalDomains { get; set; } = [];

    /// <summary>Networks as CIDR, or single addresses.</summary>
    public IReadOnlyList<string> InternalNetworks { get; set; } = [];
}
