namespace AlertResponder.Contracts;

/// <summary>
/// Brings an inspector's answer to a form that every reader can work with: no list is null, texts and lists are bounded, text is text. It stands
/// with the contracts, though it is logic, because both ends apply it: the sender to keep its promise, the receiver because anybody may send.
/// </summary>
public static class AnswerNormalizer
{
    /// <summary>How many findings an answer has at most.</summary>
    public const int MaxFindings = 50;

    /// <summary>How many discovered attributes an answer has at most.</summary>
    public const int MaxDiscovered = 1_000;

    /// <summary>How many entries each list of a finding has at most.</summary>
    public const int MaxListLength = 100;

    /// <summary>How many characters a text of a finding, and a reason, has at most; a longer one is shortened.</summary>
    public const int MaxTextLength = 1_024;

    /// <summary>How many bytes of UTF-8 the value of a discovered attribute has at most; a longer one names something else when it is cut, and is left out.</summary>
    public const int MaxValueBytes = 4_096;

    /// <summary>How many facts a finding has at most.</summary>
    public const int MaxFacts = 32;

    private const int MaxFactNameLength = 40;
    private const int MaxScore = 100;
    private const int MaxTypeLength = 64;
    private const int MaxKeyLength = 256;
    private const int MaxContexts = 16;
    private const int MaxContextLength = 64;
    private const int MaxEngines = 10_000;

    /// <summary>Normalizes an answer. Never throws for any answer.</summary>
    /// <param name="answer">The answer as it was made, or as it came.</param>
    /// <returns>The answer within the limits; who answers what is left as it is.</returns>
    public static InspectionCompleted Normalize(InspectionCompleted answer)
    {
        ArgumentNullException.ThrowIfNull(answer);

        return answer with
        {
            Reason = Text(answer.Reason),
            Findings = List(answer.Findings, Finding, MaxFindings),
            Discovered = List(answer.Discovered, Discovered, MaxDiscovered),
        };
    }

    private static Finding Finding(Finding finding) => finding with
    {
        Title = Text(finding.Title),
        Malicious = Count(finding.Malicious),
        Suspicious = Count(finding.Suspicious),
        Harmless = Count(finding.Harmless),
        Undetected = Count(finding.Undetected),
        Score = finding.Score is { } score ? Math.Clamp(score, 0, MaxScore) : null,
        Facts = Facts(finding.Facts),
        Link = Text(finding.Link),
        Host = finding.Host is { } host ? Host(host) : null,
        User = finding.User is { } user ? User(user) : null,
        Binary = finding.Binary is { } binary ? Binary(binary) : null,
    };

    // Sorted: the same facts make the same finding.
    private static IReadOnlyDictionary<string, FactValue> Facts(IReadOnlyDictionary<string, FactValue>? facts)
    {
        if (facts is null or { Count: 0 }) return new Dictionary<string, FactValue>();
        var kept = facts
            .Where(fact => IsFactName(fact.Key) && fact.Value != default)
            .OrderBy(fact => fact.Key, StringComparer.Ordinal)
            .Take(MaxFacts)
            .Select(fact => KeyValuePair.Create(fact.Key, fact.Value.AsText() is { } text ? Text(text) : fact.Value));
        return new SortedDictionary<string, FactValue>(new Dictionary<string, FactValue>(kept), StringComparer.Ordinal);
    }

    private static bool IsFactName(string name) =>
        name.Length is > 0 and <= MaxFactNameLength && char.IsAsciiLetterLower(name[0]) && name.All(char.IsAsciiLetterOrDigit);

    private static HostFinding Host(HostFinding host) => host with
    {
        Ipaddr = Texts(host.Ipaddr),
        Country = Texts(host.Country),
        AsOwner = Texts(host.AsOwner),
        RelatedDomains = List(host.RelatedDomains, domain => domain with { Name = Required(domain.Name), Source = Text(domain.Source) }),
        RelatedUrls = List(
            host.RelatedUrls, url => url with { Url = Required(url.Url), Reference = Text(url.Reference), Source = Text(url.Source) }),
        RelatedMalware = List(host.RelatedMalware, Malware),
        Activities = List(host.Activities, Activity),
        UserName = Texts(host.UserName),
        Owner = Texts(host.Owner),
        Os = Texts(host.Os),
        Macaddr = Texts(host.Macaddr),
        Hostname = Texts(host.Hostname),
        Software = Texts(host.Software),
    };

    private static UserFinding User(UserFinding user) =>
        user with { UserName = Texts(user.UserName), Activities = List(user.Activities, Activity) };

    private static BinaryFinding Binary(BinaryFinding binary) => binary with
    {
        RelatedMalware = List(binary.RelatedMalware, Malware),
        Software = Texts(binary.Software),
        Os = Texts(binary.Os),
        Activities = List(binary.Activities, Activity),
    };

    private static RelatedMalware Malware(RelatedMalware malware) => malware with
    {
        Sha256 = Required(malware.Sha256),
        Relation = Text(malware.Relation),
        Scans = List(malware.Scans, scan => scan with { Vendor = Required(scan.Vendor), Name = Text(scan.Name), Source = Text(scan.Source) }),
    };

    private static Activity Activity(Activity activity) => activity with
    {
        ServiceName = Text(activity.ServiceName),
        RemoteAddr = Text(activity.RemoteAddr),
        Principal = Text(activity.Principal),
        Action = Text(activity.Action),
        Target = Text(activity.Target),
    };

    // What is over a limit is left out, and not cut: a part of an address is another address.
    private static AlertAttribute? Discovered(AlertAttribute attribute)
    {
        if (string.IsNullOrWhiteSpace(attribute.Type) || attribute.Type.Length > MaxTypeLength) return null;
        if (string.IsNullOrWhiteSpace(attribute.Value) || System.Text.Encoding.UTF8.GetByteCount(attribute.Value) > MaxValueBytes) return null;
        return attribute with
        {
            Type = TextNormalizer.Normalize(attribute.Type.Trim()),
            Value = TextNormalizer.Normalize(attribute.Value),
            Key = attribute.Key is { } key ? TextNormalizer.Normalize(TextNormalizer.Shorten(key, MaxKeyLength)) : null,
            Context = List(attribute.Context, context => context.Length <= MaxContextLength ? TextNormalizer.Normalize(context) : null, MaxContexts),
        };
    }

    private static IReadOnlyList<string> Texts(IReadOnlyList<string>? texts) => List(texts, Required);

    private static IReadOnlyList<T> List<T>(IReadOnlyList<T>? list, Func<T, T?> normalize, int max = MaxListLength)
        where T : class =>
        // A sender in another language may write null for a list, and in a list.
        list is null or [] ? [] : [.. list.Where(item => item is not null).Take(max).Select(normalize).OfType<T>()];

    private static string Required(string? text) => Text(text) ?? "";

    private static string? Text(string? text) => text is null ? null : TextNormalizer.Normalize(TextNormalizer.Shorten(text, MaxTextLength));

    private static int? Count(int? engines) => engines is { } count ? Math.Clamp(count, 0, MaxEngines) : null;
}
