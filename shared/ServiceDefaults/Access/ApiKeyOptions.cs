using System.Globalization;
using System.Security.Cryptography;

namespace AlertResponder.ServiceDefaults.Access;

/// <summary>One key, known by its hash.</summary>
internal sealed class ApiKeyOptions
{
    private const int MaxNameLength = 64;
    private const int MaxRequestsPerMinute = 1_000_000;

    /// <summary>Who calls with it. Two keys with the same name belong to one caller, who is changing from one to the other.</summary>
    public string? Name { get; set; }

    /// <summary>SHA-256 of the key's characters, in hex.</summary>
    public string? Sha256
    {
        get;
        set
        {
            field = value;
            var isHash = value?.Length == 2 * SHA256.HashSizeInBytes && value.All(char.IsAsciiHexDigit);
            Hash = isHash ? Convert.FromHexString(value!) : null;
        }
    }

    /// <summary>The hash; null when the setting is not one.</summary>
    public byte[]? Hash { get; private set; }

    /// <summary>What the key is for, separated by commas.</summary>
    public string? Scopes { get; set; }

    /// <summary>How many requests a minute are taken.</summary>
    /// <value>6000</value>
    public int RequestsPerMinute { get; set; } = 6000;

    public string[] ScopeList => (Scopes ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Whether a text can be a caller's name: it stands in logs and in alerts.</summary>
    public static bool IsName(string? text) =>
        text is { Length: > 0 and <= MaxNameLength } && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.');

    public static string NameRule => string.Create(CultureInfo.InvariantCulture, $"1 to {MaxNameLength} letters, digits and - _ . are allowed");

    /// <summary>Each error, beginning with the setting's last part.</summary>
    public IEnumerable<string> Validate()
    {
        if (!IsName(Name)) yield return $"{nameof(Name)} is '{Name}': {NameRule}";
        // Never the value: somebody may have written the key itself.
        if (Hash is null) yield return $"{nameof(Sha256)} is not a SHA-256: 64 hexadecimal digits are allowed, as `-- key new NAME` prints them";
        var scopes = ScopeList;
        if (scopes.Length == 0 || scopes.Except(AccessScopes.All).Any())
            yield return $"{nameof(Scopes)} is '{Scopes}': one or more of {string.Join(", ", AccessScopes.All)} are allowed, separated by commas";
        if (RequestsPerMinute is < 1 or > MaxRequestsPerMinute)
            yield return string.Create(
                CultureInfo.InvariantCulture, $"{nameof(RequestsPerMinute)} is {RequestsPerMinute}: 1 to {MaxRequestsPerMinute} are allowed");
    }
}
