using System.Text.RegularExpressions;
using AlertResponder.Emission;
using AlertResponder.ServiceDefaults;
using AlertResponder.ServiceDefaults.Outbound;
using Microsoft.Extensions.Configuration;

namespace AlertResponder.Emitter.GitHub;

/// <summary>Settings of the emitter, section <c>GitHub</c>. docs/emitter-ghe.md explains each.</summary>
internal sealed partial class GitHubOptions : EmissionOptions
{
    public const string Section = "GitHub";
    public const string DefaultBaseUrl = "https://api.github.com/";

    public string? Token { get; set => field = value?.Trim(); }

    public string? Repository { get; set => field = value?.Trim(); }

    /// <summary>As written, but for the slash at the end, without which the paths of the calls would replace the last part.</summary>
    public Uri BaseUrl
    {
        get;
        set => field = value.IsAbsoluteUri && !value.AbsolutePath.EndsWith('/') ? new Uri(value.AbsoluteUri + "/") : value;
    } = new(DefaultBaseUrl);

    /// <summary>Whether the token may travel in clear text to another machine: for a network that nobody else is on.</summary>
    public bool AllowHttp { get; set; }

    public bool AllowPublicRepository { get; set; }

    public bool CloseSafe { get; set; } = true;

    /// <summary>How long the repository's state (private, archived) is believed.</summary>
    public Duration RepositoryCheckInterval { get; set; } = TimeSpan.FromHours(1);

    public string Owner => Repository!.Split('/')[0];

    public string Name => Repository!.Split('/')[1];

    /// <summary>What an operator has to set before this emitter does anything.</summary>
    public static IReadOnlyList<string> Missing(IConfiguration configuration) =>
        [.. new[] { nameof(Token), nameof(Repository) }
            .Where(name => string.IsNullOrWhiteSpace(configuration[$"{Section}:{name}"]))
            .Select(name => $"{Section}__{name}")];

    public IEnumerable<string> Validate()
    {
        if (!HeaderSecret.Fits(Token)) yield return $"{Section}__{nameof(Token)} {HeaderSecret.Fault}";
        if (Repository is null || !RepositoryName().IsMatch(Repository)) yield return Error(Section, nameof(Repository), Repository, "owner/name");
        foreach (var error in AddressErrors(Section, nameof(BaseUrl), BaseUrl.OriginalString, AllowHttp)) yield return error;
        if (RepositoryCheckInterval.Value < TimeSpan.FromSeconds(1) || RepositoryCheckInterval.Value > TimeSpan.FromDays(1))
            yield return Error(Section, nameof(RepositoryCheckInterval), RepositoryCheckInterval.ToString(), "00:00:01 to 1.00:00:00");
        foreach (var error in Validate(Section)) yield return error;
    }

    // With an underscore an owner is a managed user: https://docs.github.com/enterprise-cloud@latest/admin/concepts/identity-and-access-management/enterprise-managed-users.
    [GeneratedRegex(@"\A[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})/[A-Za-z0-9._-]{1,100}\z")]
    private static partial Regex RepositoryName();
}
