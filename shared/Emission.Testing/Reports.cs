using AlertResponder.Contracts;

namespace AlertResponder.Emission.Testing;

/// <summary>Reports as the reviewer publishes them.</summary>
public static class Reports
{
    /// <summary>When they are opened: noon of 24 November 2026, UTC.</summary>
    public static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A snapshot of a report, with foreign text in it that an emitter must render harmless.</summary>
    /// <param name="id">The report's id.</param>
    /// <param name="version">The number of the snapshot, from 1.</param>
    /// <param name="verdictNumber">How many verdicts there were; with one, the report has a finding.</param>
    /// <param name="severity">What the last verdict says; null for a report without any.</param>
    /// <param name="count">How many alerts it has.</param>
    /// <param name="previous">The id of the report before it; null for none.</param>
    /// <returns>The snapshot.</returns>
    public static ReportDocument Report(
        Guid id, int version = 1, int verdictNumber = 0, Severity? severity = null, long count = 1, Guid? previous = null) => new()
        {
            ReportId = id,
            AlertId = "a1",
            PreviousReportId = previous,
            Status = verdictNumber > 0 ? ReportStatus.Reviewed : ReportStatus.New,
            DocumentVersion = version,
            VerdictNumber = verdictNumber,
            OpenedAt = Noon,
            WindowEndsAt = Noon.AddDays(1),
            Detector = "guardduty",
            RuleId = "UnauthorizedAccess:EC2/SSHBruteForce",
            RuleName = "SSH brute force",
            Title = "198.51.100.7 is performing SSH brute force attacks",
            Description = "Somebody at 198.51.100.7 guesses passwords.\nSee https://evil.example/x.",
            AlertCount = count,
            FirstSeen = Noon,
            LastSeen = Noon.AddMinutes(count),
            Attributes =
        [
            new ReportAttribute
            {
                Type = "ipaddr", Value = "198.51.100.7", Contexts = ["remote"], Keys = ["source address"], FirstSeen = Noon,
                Inspections = [new AttributeInspection("virustotal", InspectionState.Found, null, Noon)],
            },
            new ReportAttribute { Type = "json", Value = """{"b":[1,{"a":"x"}]}""", Keys = ["raw event"], FirstSeen = Noon },
        ],
            Findings = verdictNumber == 0 ? [] : [Finding],
            Verdict = severity is { } value ? VerdictOf(value) : null,
        };

    /// <summary>A verdict.</summary>
    /// <param name="severity">What it says.</param>
    /// <returns>The verdict, with a reason, a rule and something missing.</returns>
    public static Verdict VerdictOf(Severity severity) => new()
    {
        Severity = severity,
        Reason = $"it looks {severity}",
        Rule = $"rule-{severity}",
        DecidedBy = "evidence",
        DecidedAt = Noon.AddMinutes(10),
        Missing = ["virustotal has not answered for ipaddr 198.51.100.7"],
    };

    /// <summary>A finding about an address, with related domains, URLs and malware.</summary>
    public static Finding Finding => new()
    {
        Inspector = "virustotal",
        Title = "12 engines call it malicious",
        Attribute = new InspectedAttribute { Type = "ipaddr", Value = "198.51.100.7", Contexts = ["remote"] },
        Kind = FindingKind.Host,
        Malicious = 12,
        Harmless = 3,
        Link = "https://www.virustotal.com/gui/ip-address/198.51.100.7",
        Host = new HostFinding
        {
            Country = ["NL"],
            AsOwner = ["Example AS"],
            RelatedDomains = [new RelatedDomain("evil.example", Noon, "virustotal")],
            RelatedUrls = [new RelatedUrl("http://evil.example/a|b", null, Noon)],
            RelatedMalware =
            [
                new RelatedMalware(new string('a', 64), Noon, "communicated")
                {
                    Scans = [new MalwareScan("Sophos", "Troj/X", true), new MalwareScan("Kaspersky", null, false)],
                },
            ],
            Activities =
            [
                new Activity { ServiceName = "ssh", RemoteAddr = "198.51.100.7", Principal = "root", Action = "login", Target = "i-1", LastSeen = Noon },
            ],
        },
    };
}
