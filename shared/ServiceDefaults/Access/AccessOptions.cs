namespace AlertResponder.ServiceDefaults.Access;

/// <summary>Settings <c>Access__…</c>: who may call a service.</summary>
internal sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>The keys that are accepted; without any, callers have no name and may do everything.</summary>
    public IReadOnlyList<ApiKeyOptions> ApiKeys { get; set; } = [];

    /// <summary>Whether a service without keys may listen where other machines reach it.</summary>
    public bool AllowAnonymous { get; set; }

    /// <summary>Names besides the local ones that a request without a key may be addressed to.</summary>
    public IReadOnlyList<string> Hosts { get; set; } = [];

    /// <summary>Whether every caller may do everything.</summary>
    public bool IsKeyless => ApiKeys.Count == 0;

    public IEnumerable<string> Validate()
    {
        if (!IsKeyless && AllowAnonymous) yield return "Access__AllowAnonymous is true, but Access__ApiKeys has keys: use one or the other";
        for (var index = 0; index < ApiKeys.Count; index++)
            foreach (var error in ApiKeys[index].Validate())
                yield return $"Access__ApiKeys__{index}__{error}";
        foreach (var group in ApiKeys.Where(key => key.Sha256 is { Length: > 0 }).GroupBy(key => key.Sha256, StringComparer.OrdinalIgnoreCase))
            if (group.Count() > 1)
                yield return $"Access__ApiKeys has the same Sha256 for {string.Join(" and ", group.Select(key => key.Name))}: make a key for each";
        foreach (var host in Hosts.Where(host => Uri.CheckHostName(host) == UriHostNameType.Unknown))
            yield return $"Access__Hosts names '{host}': a host name or an address is allowed, without a port";
    }
}
