using AlertResponder.Contracts;

namespace AlertResponder.Emission.Tests.FaultInjection;

/// <summary>Reports as the reviewer publishes them.</summary>
internal static class Reports
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

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

    public static Verdict VerdictOf(Severity severity) => new()
    {
        Severity = severity,
        Reason = $"it looks {severity}",
        Rule = $"rule-{severity}",
        DecidedBy = "evidence",
        DecidedAt = Noon.AddMinutes(10),
        Missing = ["virustotal has not answered for ipaddr 198.51.100.7"],
    };

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
