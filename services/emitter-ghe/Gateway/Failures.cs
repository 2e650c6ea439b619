using System.Globalization;
using Octokit;

namespace AlertResponder.Emitter.GitHub.Gateway;

/// <summary>Reads from an exception what became of the call.</summary>
internal static class Failures
{
    private const int MaxMessage = 200;

    public static GitHubException Read(Exception exception, DateTimeOffset now) => exception switch
    {
        GitHubException known => known,
        ApiException api => Read(api, now),
        HttpRequestException
        {
            HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
        } http => new GitHubException(FailureKind.NotDone, $"no connection ({http.HttpRequestError})", http),
        HttpRequestException http => new GitHubException(FailureKind.Unknown, $"connection lost ({http.HttpRequestError})", http),
        OperationCanceledException or TimeoutException => new GitHubException(FailureKind.Unknown, "no answer in time", exception),
        // An answer that cannot be read comes here as well: the call has been sent, so its end is unknown.
        _ => new GitHubException(FailureKind.Unknown, $"unreadable answer ({exception.GetType().Name})", exception),
    };

    private static GitHubException Read(ApiException api, DateTimeOffset now)
    {
        var status = (int)api.StatusCode;
        var message = Clean(api.ApiError?.Message ?? api.Message);
        var text = string.Create(CultureInfo.InvariantCulture, $"{status} {message}");
        if (IsRateLimit(api, status, message))
            return new GitHubException(FailureKind.RateLimited, text, api) { Status = status, RetryAt = Capped(RetryAt(api, now), now) };
        var kind = status switch
        {
            // Of a server's error nobody knows how far it came; behind a proxy's 502 or 504 the work is often done.
            >= 500 or 408 => FailureKind.Unknown,
            404 or 410 => FailureKind.NotThere,
            // A success that Octokit could not read.
            < 400 => FailureKind.Unknown,
            _ => FailureKind.Refused,
        };
        return new GitHubException(kind, text, api) { Status = status };
    }

    // https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api: 403 or 429, told from other refusals by headers or text.
    private static bool IsRateLimit(ApiException api, int status, string message) =>
        status == 429
        || (status == 403 && (Header(api, "retry-after") is not null
            || Header(api, "x-ratelimit-remaining") == "0"
            || message.Contains("rate limit", StringComparison.OrdinalIgnoreCase)
            || message.Contains("abuse detection", StringComparison.OrdinalIgnoreCase)));

    private static DateTimeOffset? RetryAt(ApiException api, DateTimeOffset now)
    {
        if (Header(api, "retry-after") is { } after)
        {
            if (int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return now.AddSeconds(seconds);
            if (DateTimeOffset.TryParse(after, CultureInfo.InvariantCulture, out var date)) return date;
        }

        return Header(api, "x-ratelimit-remaining") == "0"
            && long.TryParse(Header(api, "x-ratelimit-reset"), NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
            && epoch < DateTimeOffset.MaxValue.ToUnixTimeSeconds()
                ? DateTimeOffset.FromUnixTimeSeconds(epoch).AddSeconds(1)
                : null;
    }

    private static DateTimeOffset? Capped(DateTimeOffset? at, DateTimeOffset now) =>
        at > now + GitHubOptions.LongestPause ? now + GitHubOptions.LongestPause : at;

    private static string? Header(ApiException api, string name) =>
        api.HttpResponse?.Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static string Clean(string message)
    {
        var line = string.Concat(message.Select(character => char.IsControl(character) ? ' ' : character));
        return line.Length <= MaxMessage ? line : line[..MaxMessage] + "…";
    }
}
