using System.Globalization;
using AlertResponder.Contracts;
using AlertResponder.Inspector.VirusTotal.VirusTotal;

namespace AlertResponder.Inspector.VirusTotal.Inspection;

/// <summary>Turns VirusTotal's answers into findings.</summary>
internal static class Findings
{
    private const int MaxMalware = 8;
    private const int MaxDomains = 5;
    private const int MaxUrls = 5;
    private const string Source = VirusTotalInspector.Name;

    /// <summary>The relationships that lead to malware, and what they are called in a finding.</summary>
    private static readonly (string Relationship, string Relation)[] MalwareRelations =
        [("communicating_files", "communicated"), ("downloaded_files", "downloaded"), ("referrer_files", "embedded")];

    /// <summary>What is requested besides the object itself when it is malicious. A file's own answer holds all that is kept of it.</summary>
    public static IReadOnlyList<string> RelationshipsOf(ObjectKind kind) => kind switch
    {
        ObjectKind.Address or ObjectKind.Domain => [.. MalwareRelations.Select(relation => relation.Relationship), "resolutions", "urls"],
        ObjectKind.Url => [.. MalwareRelations.Select(relation => relation.Relationship)],
        _ => [],
    };

    public static bool IsMalicious(WireObject known) => known.Attributes?.LastAnalysisStats is { Malicious: > 0 };

    /// <summary>What the object's own answer comes to.</summary>
    public static (InspectionOutcome Outcome, string? Reason) Judge(WireObject known) => known.Attributes?.LastAnalysisStats switch
    {
        { Malicious: > 0 } or { Suspicious: > 0 } => (InspectionOutcome.Found, null),
        { Harmless: > 0 } or { Undetected: > 0 } => (InspectionOutcome.Nothing, null),
        _ => (InspectionOutcome.Unknown, "VirusTotal has it, but no engine has looked at it"),
    };

    /// <summary>One finding about the attribute.</summary>
    /// <param name="attribute">What was looked at.</param>
    /// <param name="asked">What VirusTotal was asked about.</param>
    /// <param name="known">Its answer.</param>
    /// <param name="related">What the relationships brought, by their names; those that could not be read are missing.</param>
    public static Finding Of(
        InspectedAttribute attribute, VirusTotalObject asked, WireObject known,
        IReadOnlyDictionary<string, IReadOnlyList<WireObject>> related)
    {
        var facts = known.Attributes ?? new WireAttributes();
        var stats = facts.LastAnalysisStats;
        var finding = new Finding
        {
            Inspector = VirusTotalInspector.Name,
            Title = Title(facts),
            Attribute = attribute,
            Kind = asked.Kind == ObjectKind.File ? FindingKind.Binary : FindingKind.Host,
            Side = IsMalicious(known) && attribute.Contexts.Contains("remote") ? FindingSide.Opponent : null,
            Malicious = stats?.Malicious,
            Suspicious = stats?.Suspicious,
            Harmless = stats?.Harmless,
            Undetected = stats?.Undetected,
            Link = asked.Link(known.Id),
        };
        if (asked.Kind == ObjectKind.File)
        {
            RelatedMalware[] self = IsMalicious(known) && Malware(known, "self") is { } itself ? [itself] : [];
            return finding with { Binary = new BinaryFinding { RelatedMalware = self } };
        }

        var resolutions = MostRecent(related, "resolutions", item => item.Attributes?.Date, MaxDomains);
        var urls = MostRecent(related, "urls", item => item.Attributes?.LastAnalysisDate, MaxUrls,
            item => IsMalicious(item) && item.Attributes!.Url is { Length: > 0 });
        return finding with
        {
            Host = new HostFinding
            {
                Ipaddr = asked.Kind switch
                {
                    ObjectKind.Address => [asked.Value],
                    ObjectKind.Domain => [.. resolutions.Select(item => item.Attributes!.IpAddress).OfType<string>().Distinct()],
                    _ => [],
                },
                Country = ListOf(facts.Country),
                AsOwner = ListOf(facts.AsOwner),
                RelatedDomains = asked.Kind != ObjectKind.Address ? [] :
                [
                    .. resolutions.Where(item => item.Attributes!.HostName is { Length: > 0 })
                        .Select(item => new RelatedDomain(item.Attributes!.HostName!, Time(item.Attributes.Date), Source)),
                ],
                RelatedUrls =
                [
                    .. urls.Select(item => new RelatedUrl(
                        item.Attributes!.Url!, VirusTotalObject.UrlLink(item.Id), Time(item.Attributes.LastAnalysisDate), Source)),
                ],
                RelatedMalware = RelatedMalware(related),
            },
        };
    }

    private static RelatedMalware[] RelatedMalware(IReadOnlyDictionary<string, IReadOnlyList<WireObject>> related) =>
    [
        .. MalwareRelations
            .SelectMany(relation => related.GetValueOrDefault(relation.Relationship, [])
                .Where(IsMalicious).Select(item => Malware(item, relation.Relation)).OfType<RelatedMalware>())
            .DistinctBy(malware => malware.Sha256)
            .OrderByDescending(malware => malware.Timestamp)
            .Take(MaxMalware),
    ];

    private static RelatedMalware? Malware(WireObject file, string relation)
    {
        var sha256 = file.Attributes?.Sha256 ?? file.Id;
        if (!VirusTotalObject.IsSha256(sha256)) return null;
        var results = file.Attributes?.LastAnalysisResults;
        return new RelatedMalware(sha256!, Time(file.Attributes?.LastAnalysisDate), relation)
        {
            Scans =
            [
                .. new (string Vendor, WireResult? Result)[]
                {
                    ("Kaspersky", results?.Kaspersky), ("TrendMicro", results?.TrendMicro), ("Sophos", results?.Sophos),
                    ("Microsoft", results?.Microsoft), ("Symantec", results?.Symantec),
                }
                .Where(scan => scan.Result is not null)
                .Select(scan => new MalwareScan(scan.Vendor, scan.Result!.Result, scan.Result.Category == "malicious", Source)),
            ],
        };
    }

    private static WireObject[] MostRecent(
        IReadOnlyDictionary<string, IReadOnlyList<WireObject>> related, string relationship, Func<WireObject, long?> date, int max,
        Func<WireObject, bool>? worth = null) =>
        [.. related.GetValueOrDefault(relationship, []).Where(worth ?? (_ => true)).OrderByDescending(date).Take(max)];

    private static string Title(WireAttributes facts)
    {
        if (facts.LastAnalysisStats is not { } stats) return "No engine has looked at it";
        var all = (long)stats.Malicious + stats.Suspicious + stats.Harmless + stats.Undetected;
        var title = string.Create(CultureInfo.InvariantCulture, $"{stats.Malicious} of {all} engines call it malicious");
        return facts.Reputation is { } reputation and not 0
            ? title + string.Create(CultureInfo.InvariantCulture, $", reputation {reputation}")
            : title;
    }

    private static string[] ListOf(string? text) => string.IsNullOrWhiteSpace(text) ? [] : [text];

    private static DateTimeOffset? Time(long? seconds) =>
        seconds is > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds.Value) : null; // up to the year 9999
}
