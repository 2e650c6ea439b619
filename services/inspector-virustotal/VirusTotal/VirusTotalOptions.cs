using AlertResponder.ServiceDefaults;

namespace AlertResponder.Inspector.VirusTotal.VirusTotal;

/// <summary>Settings <c>VirusTotal__…</c>.</summary>
internal sealed class VirusTotalOptions
{
    public const string Section = "VirusTotal";
    public const string DefaultBaseUrl = "https://www.virustotal.com/api/v3";
    public const string DefaultContext = "remote";

    /// <summary>In <see cref="Contexts"/>: attributes of any context, and of none.</summary>
    public const string AnyContext = "*";

    public const int DefaultConcurrency = 4;
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(20);
    public static readonly TimeSpan DefaultCacheFor = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan MinTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan MaxCacheFor = TimeSpan.FromDays(1);
    private const int MaxConcurrency = 64;
    private const int MaxContextLength = 64;

    /// <summary>The account's key. Without one VirusTotal is not asked.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Where the API is.</summary>
    public string BaseUrl { get; set; } = DefaultBaseUrl;

    /// <summary>Whether the key may travel in clear text to another machine: for a network that nobody else uses.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>Attributes with one of these contexts are looked at, others are not.</summary>
    public IReadOnlyList<string> Contexts { get; set; } = [DefaultContext];

    /// <summary>Whether URLs go out with user info, query and fragment.</summary>
    public bool SendFullUrls { get; set; }

    /// <summary>How long an answer is good for; zero for not at all.</summary>
    public Duration CacheFor { get; set; } = DefaultCacheFor;

    /// <summary>How long one answer may take, quick retries included.</summary>
    public Duration Timeout { get; set; } = DefaultTimeout;

    /// <summary>How many attributes are looked at at the same time.</summary>
    public int Concurrency { get; set; } = DefaultConcurrency;

    public bool HasKey => !string.IsNullOrWhiteSpace(ApiKey);

    /// <summary>The base of all addresses: with a slash at the end, or the last segment would be replaced instead of kept.</summary>
    public Uri BaseAddress => new(BaseUrl.TrimEnd('/') + '/', UriKind.Absolute);

    public IEnumerable<string> Validate()
    {
        // The value of a secret is never shown, also not when it is wrong.
        if (HasKey && ApiKey!.Any(c => c is <= ' ' or > '~'))
            yield return "VirusTotal__ApiKey has characters that no key has (blanks, control or non-ASCII characters)";
        // Every call carries the key and the question: in clear text only to this machine itself, or where an operator allows it.
        if (BaseUrl.AsSpan().ContainsAny("@?#")) // first, and without the value: that may be a password
            yield return "VirusTotal__BaseUrl has user info, a query or a fragment: scheme, host, port and path are allowed";
        else if (!Uri.TryCreate(BaseUrl, UriKind.Absolute, out var url)
            || !(url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && (url.IsLoopback || AllowHttp))))
            yield return $"VirusTotal__BaseUrl is '{BaseUrl}': "
                + $"an absolute https address is allowed, e.g. {DefaultBaseUrl}, or http to a loopback address, or with VirusTotal__AllowHttp=true";
        if (Contexts.Count == 0 || Contexts.Any(context => context.Length > MaxContextLength))
            yield return $"VirusTotal__Contexts is '{string.Join(',', Contexts)}': one or more contexts are allowed, "
                + $"separated by commas, or {AnyContext} for any";
        if (Timeout.Value < MinTimeout || Timeout.Value > MaxTimeout)
            yield return $"VirusTotal__Timeout is {Timeout}: {MinTimeout} to {MaxTimeout} is allowed";
        if (CacheFor.Value < TimeSpan.Zero || CacheFor.Value > MaxCacheFor)
            yield return $"VirusTotal__CacheFor is {CacheFor}: 0 (off) to {MaxCacheFor} is allowed";
        if (Concurrency is < 1 or > MaxConcurrency)
            yield return $"VirusTotal__Concurrency is {Concurrency}: 1 to {MaxConcurrency} is allowed";
    }
}
