using Microsoft.Extensions.Configuration;

namespace AlertResponder.Reviewer.Policy;

/// <summary>Setting <c>Policy</c> (which one) and its section.</summary>
internal sealed class PolicyOptions
{
    public const string Section = "Policy";

    /// <summary>Engines that must call a remote attribute malicious for <c>urgent</c> (Evidence).</summary>
    public int MaliciousEngines { get; set; } = 5;

    /// <summary>Whether <c>safe</c> can be answered at all (Evidence).</summary>
    public bool AllowSafe { get; set; }

    /// <summary>Where the report is sent for judgement (Http).</summary>
    public string? Url { get; set; }

    /// <summary>Sent as a bearer token (Http).</summary>
    public string? Token { get; set; }

    /// <summary>Which policy is named; null when the name is none of them.</summary>
    public static PolicyKind? KindOf(IConfiguration configuration) => configuration[Section] is not { Length: > 0 } named
        ? PolicyKind.None
        : Enum.GetValues<PolicyKind>().Cast<PolicyKind?>().FirstOrDefault(kind => named.Equals(kind.ToString(), StringComparison.OrdinalIgnoreCase));

    public IEnumerable<string> Validate(IConfiguration configuration)
    {
        var kind = KindOf(configuration);
        if (kind is null) yield return $"Policy is '{configuration[Section]}': None, Evidence and Http are allowed";
        if (MaliciousEngines < 1) yield return $"Policy__MaliciousEngines is {MaliciousEngines}: at least 1 is allowed";
        if (kind == PolicyKind.Http && !(Uri.TryCreate(Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
            yield return $"Policy__Url is '{Url}': Policy=Http needs an absolute http or https address";
    }
}

/// <summary>The built-in policies, as setting <c>Policy</c> names them.</summary>
internal enum PolicyKind
{
    /// <summary>No policy decides.</summary>
    None,

    /// <summary>What the inspectors found decides.</summary>
    Evidence,

    /// <summary>A service of the organization's decides.</summary>
    Http,
}
