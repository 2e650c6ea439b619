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

    /// <summary>The key of the account. Without one nothing is asked.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Where the API is.</summary>
    public string BaseUrl { get; set; } = DefaultBaseUrl;

    /// <summary>Attributes with one of these contexts are looked at, others are not.</summary>
    public IReadOnlyList<string> Contexts { get; set; } = [DefaultContext];

    /// <summary>Whether URLs go out with user info, query and fragment.</summary>
    public bool SendFullUrls { get; set; }

    /// <summary>How long an answer is good for; zero for not at all.</summary>
    public Duration CacheFor { get; set; } = DefaultCacheFor;

    /// <summary>How long one answer may take, quick retries included.</summary>
    public Duration Timeout { get; set; } = DefaultTimeout;

    /// <summary>How many attributes are looked at side by side.</summary>
    public int Concurrency { get; set; } = DefaultConcurrency;

    public bool HasKey => !string.IsNullOrWhiteSpace(ApiKey);

    /// <summary>The base of all addresses: with a slash at the end, or the last segment would be replaced instead of kept.</summary>
    public Uri BaseAddress => new(BaseUrl.TrimEnd('/') + '/', UriKind.Absolute);
}
