using System.Text.Json.Serialization;

namespace AlertResponder.Contracts;

/// <summary>What an inspector found out about one attribute. One of host, user and binary is set, as the kind says.</summary>
public sealed record Finding
{
    /// <summary>Who found it, e.g. <c>virustotal</c>.</summary>
    public required string Inspector { get; init; }

    /// <summary>One line for people.</summary>
    public string? Title { get; init; }

    /// <summary>What was looked at.</summary>
    public required InspectedAttribute Attribute { get; init; }

    /// <summary>What the finding speaks of.</summary>
    public required FindingKind Kind { get; init; }

    /// <summary>Whose side that is on, where it is known.</summary>
    public FindingSide? Side { get; init; }

    /// <summary>How many engines call it malicious.</summary>
    public int? Malicious { get; init; }

    /// <summary>How many engines call it suspicious.</summary>
    public int? Suspicious { get; init; }

    /// <summary>How many engines call it harmless.</summary>
    public int? Harmless { get; init; }

    /// <summary>How many engines have no opinion.</summary>
    public int? Undetected { get; init; }

    /// <summary>How bad the inspector finds it, 0 to 100, where it has a number of its own and not a count of engines.</summary>
    public int? Score { get; init; }

    /// <summary>
    /// What the inspector knows and no other field has room for; people see it, and a policy can read it. At most 32 names of the form
    /// <c>[a-z][a-zA-Z0-9]{0,39}</c>; a text has at most 1,024 characters.
    /// </summary>
    public IReadOnlyDictionary<string, FactValue> Facts { get; init; } = new Dictionary<string, FactValue>();

    /// <summary>Where a person reads on, at the source's own site. Never fetched by this system.</summary>
    public string? Link { get; init; }

    /// <summary>Facts about a host, with <see cref="FindingKind.Host"/>.</summary>
    public HostFinding? Host { get; init; }

    /// <summary>Facts about a user, with <see cref="FindingKind.User"/>.</summary>
    public UserFinding? User { get; init; }

    /// <summary>Facts about a file, with <see cref="FindingKind.Binary"/>.</summary>
    public BinaryFinding? Binary { get; init; }
}

/// <summary>What a finding speaks of.</summary>
[JsonConverter(typeof(TolerantEnumConverter<FindingKind>))]
public enum FindingKind
{
    /// <summary>A value that this reader does not know.</summary>
    Other,

    /// <summary>A host: address, domain, URL.</summary>
    Host,

    /// <summary>A user.</summary>
    User,

    /// <summary>A file.</summary>
    Binary,
}

/// <summary>Whose side something is on.</summary>
[JsonConverter(typeof(TolerantEnumConverter<FindingSide>))]
public enum FindingSide
{
    /// <summary>A value that this reader does not know.</summary>
    Other,

    /// <summary>The attacker's.</summary>
    Opponent,

    /// <summary>Our own, or a partner's.</summary>
    Allied,

    /// <summary>What the alert is about.</summary>
    Subject,
}

/// <summary>Facts about a host. Field names are the original system's.</summary>
public sealed record HostFinding
{
    /// <summary>Its addresses.</summary>
    public IReadOnlyList<string> Ipaddr { get; init; } = [];

    /// <summary>ISO 3166 codes.</summary>
    public IReadOnlyList<string> Country { get; init; } = [];

    /// <summary>Owners of the autonomous system.</summary>
    public IReadOnlyList<string> AsOwner { get; init; } = [];

    /// <summary>Domains that resolved to it.</summary>
    public IReadOnlyList<RelatedDomain> RelatedDomains { get; init; } = [];

    /// <summary>URLs seen on it.</summary>
    public IReadOnlyList<RelatedUrl> RelatedUrls { get; init; } = [];

    /// <summary>Malware that has to do with it.</summary>
    public IReadOnlyList<RelatedMalware> RelatedMalware { get; init; } = [];

    /// <summary>What it did.</summary>
    public IReadOnlyList<Activity> Activities { get; init; } = [];

    /// <summary>Users on it.</summary>
    public IReadOnlyList<string> UserName { get; init; } = [];

    /// <summary>Who owns it.</summary>
    public IReadOnlyList<string> Owner { get; init; } = [];

    /// <summary>Operating systems.</summary>
    public IReadOnlyList<string> Os { get; init; } = [];

    /// <summary>MAC addresses.</summary>
    public IReadOnlyList<string> Macaddr { get; init; } = [];

    /// <summary>Host names.</summary>
    public IReadOnlyList<string> Hostname { get; init; } = [];

    /// <summary>Software on it.</summary>
    public IReadOnlyList<string> Software { get; init; } = [];
}

/// <summary>Facts about a user.</summary>
public sealed record UserFinding
{
    /// <summary>Names of the user.</summary>
    public IReadOnlyList<string> UserName { get; init; } = [];

    /// <summary>What the user did.</summary>
    public IReadOnlyList<Activity> Activities { get; init; } = [];
}

/// <summary>Facts about a file.</summary>
public sealed record BinaryFinding
{
    /// <summary>Malware that has to do with it.</summary>
    public IReadOnlyList<RelatedMalware> RelatedMalware { get; init; } = [];

    /// <summary>Software that it belongs to.</summary>
    public IReadOnlyList<string> Software { get; init; } = [];

    /// <summary>Operating systems that it runs on.</summary>
    public IReadOnlyList<string> Os { get; init; } = [];

    /// <summary>What it did.</summary>
    public IReadOnlyList<Activity> Activities { get; init; } = [];
}

/// <summary>A domain that resolved to a host.</summary>
/// <param name="Name">The domain.</param>
/// <param name="Timestamp">When it did, UTC.</param>
/// <param name="Source">Who says so.</param>
public sealed record RelatedDomain(string Name, DateTimeOffset? Timestamp = null, string? Source = null);

/// <summary>A URL seen on a host.</summary>
/// <param name="Url">The URL.</param>
/// <param name="Reference">Where a person reads on.</param>
/// <param name="Timestamp">When it was seen, UTC.</param>
/// <param name="Source">Who says so.</param>
public sealed record RelatedUrl(string Url, string? Reference = null, DateTimeOffset? Timestamp = null, string? Source = null);

/// <summary>Malware that has to do with a host or a file.</summary>
/// <param name="Sha256">Lower hex.</param>
/// <param name="Timestamp">When it was seen, UTC.</param>
/// <param name="Relation">How it has to do with it: <c>communicated, downloaded, embedded</c>, or <c>self</c> for the file itself.</param>
public sealed record RelatedMalware(string Sha256, DateTimeOffset? Timestamp = null, string? Relation = null)
{
    /// <summary>What the engines say.</summary>
    public IReadOnlyList<MalwareScan> Scans { get; init; } = [];
}

/// <summary>One engine's word on a file.</summary>
/// <param name="Vendor">The engine.</param>
/// <param name="Name">What it calls the malware.</param>
/// <param name="Positive">Whether it calls it malicious.</param>
/// <param name="Source">Who relays it.</param>
public sealed record MalwareScan(string Vendor, string? Name, bool Positive, string? Source = null);

/// <summary>Something that was done.</summary>
public sealed record Activity
{
    /// <summary>The service it was done in.</summary>
    public string? ServiceName { get; init; }

    /// <summary>From where.</summary>
    public string? RemoteAddr { get; init; }

    /// <summary>By whom.</summary>
    public string? Principal { get; init; }

    /// <summary>What.</summary>
    public string? Action { get; init; }

    /// <summary>To what.</summary>
    public string? Target { get; init; }

    /// <summary>When last, UTC.</summary>
    public DateTimeOffset? LastSeen { get; init; }
}
