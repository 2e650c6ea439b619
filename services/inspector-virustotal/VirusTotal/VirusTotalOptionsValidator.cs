using Microsoft.Extensions.Options;

namespace AlertResponder.Inspector.VirusTotal.VirusTotal;

internal sealed class VirusTotalOptionsValidator : IValidateOptions<VirusTotalOptions>
{
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestCache = TimeSpan.FromDays(1);
    private const int MostConcurrency = 64;
    private const int LongestContext = 64;

    public ValidateOptionsResult Validate(string? name, VirusTotalOptions options)
    {
        var faults = new List<string>();
        // The value of a secret is never shown, also not when it is wrong.
        if (options.HasKey && options.ApiKey!.Any(c => c is <= ' ' or > '~'))
            faults.Add("VirusTotal__ApiKey has characters that no key has (blanks, control or non-ASCII characters)");
        if (!Uri.TryCreate(options.BaseUrl, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
            faults.Add($"VirusTotal__BaseUrl is '{options.BaseUrl}': an absolute http or https address is allowed, e.g. {VirusTotalOptions.DefaultBaseUrl}");
        else if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
            faults.Add("VirusTotal__BaseUrl has user info, a query or a fragment: scheme, host, port and path are allowed");
        if (options.Contexts.Count == 0 || options.Contexts.Any(context => context.Length > LongestContext))
            faults.Add($"VirusTotal__Contexts is '{string.Join(',', options.Contexts)}': one or more contexts are allowed, "
                + $"separated by commas, or {VirusTotalOptions.AnyContext} for any");
        if (options.Timeout.Value < ShortestTimeout || options.Timeout.Value > LongestTimeout)
            faults.Add($"VirusTotal__Timeout is {options.Timeout}: {ShortestTimeout} to {LongestTimeout} is allowed");
        if (options.CacheFor.Value < TimeSpan.Zero || options.CacheFor.Value > LongestCache)
            faults.Add($"VirusTotal__CacheFor is {options.CacheFor}: 0 (off) to {LongestCache} is allowed");
        if (options.Concurrency is < 1 or > MostConcurrency)
            faults.Add($"VirusTotal__Concurrency is {options.Concurrency}: 1 to {MostConcurrency} is allowed");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
