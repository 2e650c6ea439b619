namespace AlertResponder.FakeServices.VirusTotal;

/// <summary>
/// What the stand-in knows for the demo: the remote address of <c>samples/guardduty-finding.json</c>. Files, names and dates are made up.
/// </summary>
public static class DemoData
{
    /// <summary>The address that the sample names as remote.</summary>
    public const string MaliciousAddress = "185.220.101.34";

    internal static void AddTo(FakeVirusTotal fake) => fake.KnowsAddress(MaliciousAddress, new KnownObject
    {
        Malicious = 11,
        Suspicious = 1,
        Harmless = 48,
        Undetected = 32,
        Reputation = -24,
        LastAnalysis = Day(20),
        Country = "DE",
        Asn = 60729,
        AsOwner = "Stiftung Erneuerbare Freiheit",
        CommunicatingFiles = new Dictionary<string, KnownObject>
        {
            ["9d2f6b8c4e1a7350d5c8f0b3a6e9472108bdc1f5e7a3926048c7d1e5b9f2a360"] = new()
            {
                Malicious = 53,
                Undetected = 17,
                LastAnalysis = Day(18),
                Engines = new Dictionary<string, string?>
                {
                    ["Kaspersky"] = "Trojan-Spy.Linux.Mirai.b",
                    ["Sophos"] = "Linux/DDoS-CIA",
                    ["Microsoft"] = "Backdoor:Linux/Mirai.B!xp",
                    ["TrendMicro"] = "Backdoor.Linux.MIRAI.SMMR1",
                    ["Symantec"] = null,
                },
            },
        },
        DownloadedFiles = new Dictionary<string, KnownObject>
        {
            ["3b7e0c5d9f1842a6b8d3e7c0f5921a4d6c8e0b3f7a5d9214c6e8f0a2b4d6c8ea"] = new()
            {
                Malicious = 41,
                Undetected = 29,
                LastAnalysis = Day(11),
                Engines = new Dictionary<string, string?>
                {
                    ["Kaspersky"] = "HEUR:Trojan-Downloader.Shell.Agent.p",
                    ["Sophos"] = "Troj/Dloader-XA",
                    ["Microsoft"] = "TrojanDownloader:Linux/Agent.G!MTB",
                    ["TrendMicro"] = null,
                    ["Symantec"] = "Downloader.Trojan",
                },
            },
        },
        Resolutions = new Dictionary<string, DateTimeOffset>
        {
            ["update-check.badcdn-demo.net"] = Day(17),
            ["tor-exit-34.relay-demo.org"] = Day(3),
        },
        Urls = new Dictionary<string, KnownObject>
        {
            ["http://185.220.101.34/bins/mirai.x86"] = new() { Malicious = 14, Harmless = 60, LastAnalysis = Day(19) },
            ["http://185.220.101.34:8080/gate.php"] = new() { Malicious = 6, Harmless = 68, LastAnalysis = Day(9) },
            ["http://185.220.101.34/"] = new() { Harmless = 74, LastAnalysis = Day(20) },
        },
    });

    private static DateTimeOffset Day(int day) => new(2026, 10, day, 8, 30, 0, TimeSpan.Zero);
}
