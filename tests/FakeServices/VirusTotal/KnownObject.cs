namespace AlertResponder.FakeServices.VirusTotal;

/// <summary>What the stand-in for VirusTotal knows about an address, a domain, a file or a URL.</summary>
public sealed record KnownObject
{
    /// <summary>How many engines call it malicious.</summary>
    public int Malicious { get; init; }

    /// <summary>How many engines call it suspicious.</summary>
    public int Suspicious { get; init; }

    /// <summary>How many engines call it harmless.</summary>
    public int Harmless { get; init; }

    /// <summary>How many engines have no opinion.</summary>
    public int Undetected { get; init; }

    /// <summary>The community's votes.</summary>
    public int Reputation { get; init; }

    /// <summary>When it was looked at last.</summary>
    public DateTimeOffset? LastAnalysis { get; init; }

    /// <summary>ISO 3166 code, of an address.</summary>
    public string? Country { get; init; }

    /// <summary>Number of the autonomous system, of an address.</summary>
    public int? Asn { get; init; }

    /// <summary>Owner of the autonomous system, of an address.</summary>
    public string? AsOwner { get; init; }

    /// <summary>What single engines say: engine to the malware's name; null for an engine that finds nothing.</summary>
    public IReadOnlyDictionary<string, string?> Engines { get; init; } = new Dictionary<string, string?>();

    /// <summary>Files that talk to it, by SHA-256.</summary>
    public IReadOnlyDictionary<string, KnownObject> CommunicatingFiles { get; init; } = new Dictionary<string, KnownObject>();

    /// <summary>Files that were downloaded from it, by SHA-256.</summary>
    public IReadOnlyDictionary<string, KnownObject> DownloadedFiles { get; init; } = new Dictionary<string, KnownObject>();

    /// <summary>Files that have it in their text, by SHA-256.</summary>
    public IReadOnlyDictionary<string, KnownObject> ReferrerFiles { get; init; } = new Dictionary<string, KnownObject>();

    /// <summary>URLs on it.</summary>
    public IReadOnlyDictionary<string, KnownObject> Urls { get; init; } = new Dictionary<string, KnownObject>();

    /// <summary>Domains that resolved to it, or addresses that it resolved to, and when.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Resolutions { get; init; } = new Dictionary<string, DateTimeOffset>();
}
