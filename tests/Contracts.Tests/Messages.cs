using System.Text.Json;

namespace AlertResponder.Contracts.Tests;

/// <summary>One of each message, with every field set.</summary>
internal static class Messages
{
    private const string AlertId = "3ab30732cc7e64efeac2bda5573815de78732325cb9a8650b09d534722147689";

    private static readonly Guid ReportId = new("0b8cf1c1-51b2-5c2e-8ec7-7f7b3b6f4a10");
    private static readonly Guid InspectionId = new("5a1e6a3f-3a54-5d0f-9d0e-2f3b1c9a7e44");
    private static readonly Guid ReceiptId = new("2b46a07a-e96e-5d04-b9c0-eab565bd63fe");
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = Noon.AddSeconds(90.125);

    private static readonly InspectedAttribute Inspected = new() { Type = "ipaddr", Value = "185.220.101.34", Contexts = ["client", "remote"] };

    private static readonly Alert Alert = new()
    {
        Detector = "falcon-stream",
        RuleId = "download-new-domain",
        RuleName = "Executable downloaded from a new domain",
        Key = "ws-4711/9b0f1c2d",
        Title = "Executable downloaded from a new domain",
        Description = "A workstation fetched and started a program",
        SeverityHint = 7.5,
        FirstSeen = Noon,
        LastSeen = Later,
        Attributes = [new AlertAttribute { Type = "ipaddr", Value = "185.220.101.34", Key = "server", Context = ["remote", "client"], Timestamp = Noon }],
        Body = JsonSerializer.SerializeToElement(new { host = "ws-4711", pids = new[] { 4, 711 }, none = (string?)null }),
        Source = new AlertSource("deepalert", "sensors", "c8c4daa7-a20c-2f03-0070-b7393dd542ad"),
    };

    private static readonly Verdict Verdict = new()
    {
        Severity = Severity.Urgent,
        Reason = "engines call a remote attribute malicious",
        Rule = "malicious-remote",
        DecidedBy = "evidence",
        DecidedAt = Later,
        Missing = ["virustotal has not answered for domain evil.example"],
    };

    private static readonly RelatedMalware Malware = new("3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea", Noon, "communicated")
    {
        Scans = [new MalwareScan("Kaspersky", "Trojan.Generic", true, "virustotal")],
    };

    private static readonly Activity Activity = new()
    {
        ServiceName = "sshd",
        RemoteAddr = "185.220.101.34",
        Principal = "root",
        Action = "login",
        Target = "bastion",
        LastSeen = Later,
    };

    private static readonly Finding[] Findings =
    [
        new()
        {
            Inspector = "virustotal",
            Title = "Known for brute force",
            Attribute = Inspected,
            Kind = FindingKind.Host,
            Side = FindingSide.Opponent,
            Malicious = 12,
            Suspicious = 2,
            Harmless = 40,
            Undetected = 30,
            Score = 87,
            Facts = new Dictionary<string, FactValue> { ["asn"] = 60729, ["isTorExit"] = true, ["registrar"] = "ripe" },
            Link = "https://www.virustotal.com/gui/ip-address/185.220.101.34",
            Host = new HostFinding
            {
                Ipaddr = ["185.220.101.34"],
                Country = ["DE"],
                AsOwner = ["Stiftung Erneuerbare Freiheit"],
                RelatedDomains = [new RelatedDomain("evil.example", Noon, "virustotal")],
                RelatedUrls = [new RelatedUrl("http://evil.example/a", "a", Noon, "virustotal")],
                RelatedMalware = [Malware],
                Activities = [Activity],
                UserName = ["root"],
                Owner = ["ops"],
                Os = ["Linux"],
                Macaddr = ["00:00:5e:00:53:01"],
                Hostname = ["bastion"],
                Software = ["OpenSSH 9.6"],
            },
        },
        new()
        {
            Inspector = "directory",
            Attribute = new InspectedAttribute { Type = "username", Value = "alice" },
            Kind = FindingKind.User,
            Side = FindingSide.Allied,
            User = new UserFinding { UserName = ["alice"], Activities = [Activity] },
        },
        new()
        {
            Inspector = "virustotal",
            Attribute = new InspectedAttribute { Type = "filehashvalue", Value = "d41d8cd98f00b204e9800998ecf8427e" },
            Kind = FindingKind.Binary,
            Side = FindingSide.Subject,
            Binary = new BinaryFinding { RelatedMalware = [Malware], Software = ["agent.exe"], Os = ["Windows"], Activities = [Activity] },
        },
    ];

    private static readonly ReportDocument Report = new()
    {
        ReportId = ReportId,
        AlertId = AlertId,
        PreviousReportId = new Guid("9d1c7f0e-6a55-5b7a-8f3d-1e2c3b4a5d6e"),
        Status = ReportStatus.Reviewed,
        DocumentVersion = 7,
        VerdictNumber = 2,
        OpenedAt = Noon,
        WindowEndsAt = Noon.AddDays(1),
        Detector = "falcon-stream",
        RuleId = "download-new-domain",
        RuleName = "Executable downloaded from a new domain",
        Title = "Executable downloaded from a new domain",
        Description = "A workstation fetched and started a program",
        AlertCount = 1_000_000,
        FirstSeen = Noon,
        LastSeen = Later,
        Alerts = new ReportAlerts { First = [Alert with { Body = null }], Last = [Alert with { Body = null, Key = null }], Omitted = 999_998 },
        Attributes =
        [
            new ReportAttribute
            {
                Type = "ipaddr",
                Value = "185.220.101.34",
                Contexts = ["client", "remote"],
                Keys = ["server"],
                FirstSeen = Noon,
                Depth = 1,
                Inspections =
                [
                    new AttributeInspection("virustotal", InspectionState.Found, null, Later),
                    new AttributeInspection("directory", InspectionState.Skipped, "no user name", Later),
                ],
            },
        ],
        Findings = Findings,
        OmittedFindings = 3,
        OmittedAttributes = 4,
        Verdict = Verdict,
        Emitted = [new EmittedPlace("ghe", "issue 12", "https://github.example/acme/alerts/issues/12", 1, Later)],
    };

    public static readonly object[] All =
    [
        new AlertReceived { AlertId = AlertId, ReceiptId = ReceiptId, Alert = Alert, ReceivedAt = Later },
        new ReportOpened { ReportId = ReportId, AlertId = AlertId, DocumentVersion = 7, VerdictNumber = 2, Report = Report },
        new ReportUpdated { ReportId = ReportId, AlertId = AlertId, DocumentVersion = 7, VerdictNumber = 2, Report = Report },
        new AlertReviewed { ReportId = ReportId, AlertId = AlertId, DocumentVersion = 7, VerdictNumber = 2, Report = Report },
        new InspectionRequested
        {
            ReportId = ReportId, AlertId = AlertId, InspectionId = InspectionId, Attribute = Inspected, Depth = 1, Deadline = Later, Inspector = "virustotal",
        },
        new InspectionCompleted
        {
            ReportId = ReportId,
            AlertId = AlertId,
            InspectionId = InspectionId,
            Inspector = "virustotal",
            Attribute = Inspected,
            Outcome = InspectionOutcome.Deferred,
            Reason = "the quota is used up",
            DeferredUntil = Later,
            Findings = Findings,
            Discovered = [new AlertAttribute { Type = "domain", Value = "evil.example", Key = "resolution", Context = ["remote"], Timestamp = Noon }],
            CompletedAt = Later,
        },
        new ReportEmitted
        {
            ReportId = ReportId,
            AlertId = AlertId,
            Emitter = "ghe",
            Place = "issue 12",
            Url = "https://github.example/acme/alerts/issues/12",
            VerdictNumber = 2,
            At = Later,
        },
    ];

    public static TheoryData<string> Names => [.. All.Select(message => message.GetType().Name)];

    public static object Named(string name) => All.Single(message => message.GetType().Name == name);
}
