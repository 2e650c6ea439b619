using System.Security.Cryptography;
using System.Text;
using AlertResponder.Emission;

namespace AlertResponder.Emitter.Webhook;

/// <summary>Settings of one target, section <c>Webhook__Targets__NAME</c>. docs/emitter-webhook.md explains each.</summary>
internal class WebhookOptions : EmissionOptions
{
    public const string Section = "Webhook:Targets";

    private const string SecretPrefix = "whsec_";
    private const int MinSecretBytes = 24;
    private const int MaxSecretBytes = 64;
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(20);

    public WebhookOptions() => (Timeout, WriteInterval, WritesPerMinute, WritesPerHour) = (DefaultTimeout, TimeSpan.Zero, 600, 10_000);

    public string? Url { get; set => field = value?.Trim(); }

    public string? Secret { get; set => field = value?.Trim(); }

    public string? FormerSecret { get; set => field = value?.Trim(); }

    public IReadOnlyList<string> Events { get; set; } = [WebhookEvent.Opened, WebhookEvent.VerdictReached, WebhookEvent.Closed];

    public string Document { get; set; } = "none";

    public bool AllowInternal { get; set; }

    public bool AllowHttp { get; set; }

    /// <summary>What the target is called, in lower case.</summary>
    internal string Name { get; set; } = "";

    internal Uri Address => new(Url!);

    /// <summary>Tells one address from another without showing it.</summary>
    internal string AddressHash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Address.AbsoluteUri)));

    internal bool SendsDocument => Document == "whole";

    /// <summary>The keys to sign with, the present one first.</summary>
    internal IReadOnlyList<byte[]> Keys => [.. new[] { Secret, FormerSecret }.Select(Key).OfType<byte[]>()];

    private string Prefix => $"Webhook__Targets__{Name}";

    public IEnumerable<string> Validate()
    {
        if (AddressFault() is { } fault) yield return $"{Prefix}__{nameof(Url)} {fault}";
        foreach (var (name, value) in new[] { (nameof(Secret), Secret), (nameof(FormerSecret), FormerSecret) })
            if ((name == nameof(Secret) || !string.IsNullOrEmpty(value)) && Key(value) is null)
                yield return $"{Prefix}__{name} is {(string.IsNullOrEmpty(value) ? "not set" : "no secret")}: write {SecretPrefix} and the base64 of {MinSecretBytes} to {MaxSecretBytes} random bytes";
        if (Events.Count == 0 || Events.Any(name => !WebhookEvent.All.Contains(name)))
            yield return Error(Prefix, nameof(Events), string.Join(", ", Events), $"a list of {string.Join(", ", WebhookEvent.All)}");
        if (Document is not ("none" or "whole")) yield return Error(Prefix, nameof(Document), Document, "none or whole");
        foreach (var error in Validate(Prefix)) yield return error;
    }

    // Without the value: it may hold a secret.
    private string? AddressFault() =>
        string.IsNullOrEmpty(Url) ? "is not set"
        : !Uri.TryCreate(Url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") ? "is no absolute https address"
        : address.UserInfo.Length > 0 || address.Fragment.Length > 0 ? "has user info or a fragment: scheme, host, port, path and query are allowed"
        : address.Scheme == Uri.UriSchemeHttp && !AllowHttp ? $"is an http address: https is allowed, or set {Prefix}__{nameof(AllowHttp)}=true"
        : null;

    private static byte[]? Key(string? secret)
    {
        if (secret?.StartsWith(SecretPrefix, StringComparison.Ordinal) != true) return null;
        var bytes = new byte[secret.Length];
        return Convert.TryFromBase64String(secret[SecretPrefix.Length..], bytes, out var length) && length is >= MinSecretBytes and <= MaxSecretBytes
            ? bytes[..length]
            : null;
    }
}

/// <summary>The settings of one target of the host.</summary>
/// <typeparam name="TNumber">Tells the targets apart.</typeparam>
internal sealed class WebhookOptions<TNumber> : WebhookOptions;
