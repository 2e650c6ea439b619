using AlertResponder.ServiceDefaults.Outbound;
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

    /// <summary>Whether the report and the token may travel in clear text to another machine: for a network that nobody else uses (Http).</summary>
    public bool AllowHttp { get; set; }

    /// <summary>Which policy is named; null when the name is none of them.</summary>
    public static PolicyKind? KindOf(IConfiguration configuration) => configuration[Section] is not { Length: > 0 } named
        ? PolicyKind.None
        : Enum.GetValues<PolicyKind>().Cast<PolicyKind?>().FirstOrDefault(kind => named.Equals(kind.ToString(), StringComparison.OrdinalIgnoreCase));

    public IEnumerable<string> Validate(IConfiguration configuration)
    {
        var kind = KindOf(configuration);
        if (kind is null) yield return $"Policy is '{configuration[Section]}': None, Evidence and Http are allowed";
        if (MaliciousEngines < 1) yield return $"Policy__MaliciousEngines is {MaliciousEngines}: at least 1 is allowed";
        if (!HeaderSecret.Fits(Token)) yield return $"Policy__Token {HeaderSecret.Fault}";
        if (kind != PolicyKind.Http) yield break;
        if (Url?.Contains('@', StringComparison.Ordinal) == true) // first, and without the value: that may be a password
            yield return "Policy__Url has user info, or an @ that is not written as %40: a secret is set as Policy__Token";
        else if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            yield return $"Policy__Url is '{Url}': Policy=Http needs an absolute https address, or http to a loopback address, or with Policy__AllowHttp=true";
        else if (url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback && !AllowHttp)
            yield return $"Policy__Url is '{Url}': the report and the token would travel in clear text; https is allowed, or http to a loopback address, or with Policy__AllowHttp=true";
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
