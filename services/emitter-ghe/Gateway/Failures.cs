using System.Globalization;
using AlertResponder.Emission;
using Octokit;

namespace AlertResponder.Emitter.GitHub.Gateway;

/// <summary>Reads from an exception what became of the call.</summary>
internal static class Failures
{
    private const int MaxMessage = 200;

    /// <param name="exception">What Octokit has thrown.</param>
    /// <param name="now">The host's time: GitHub names some pauses by the time of their end.</param>
    public static EmitException Read(Exception exception, DateTimeOffset now) =>
        exception is ApiException api ? Read(api, now) : EmitException.From(exception);

    private static EmitException Read(ApiException api, DateTimeOffset now)
    {
        var status = (int)api.StatusCode;
        var message = Clean(api.ApiError?.Message ?? api.Message);
        var text = string.Create(CultureInfo.InvariantCulture, $"{status} {message}");
        if (IsRateLimit(api, status, message))
            return new EmitException(EmitFailure.RateLimited, text, api) { Status = status, RetryAfter = RetryAfter(api, now) };
        var kind = status switch
        {
            // Of a server's error nobody knows how far it came; behind a proxy's 502 or 504 the work is often done.
            >= 500 or 408 => EmitFailure.Unknown,
            404 or 410 => EmitFailure.Gone,
            // A success that Octokit could not read.
            < 400 => EmitFailure.Unknown,
            _ => EmitFailure.Refused,
        };
        return new EmitException(kind, text, api) { Status = status };
    }

    // https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api: 403 or 429, told from other refusals by headers or text.
    private static bool IsRateLimit(ApiException api, int status, string message) =>
        status == 429
        || (status == 403 && (Header(api, "retry-after") is not null
            || Header(api, "x-ratelimit-remaining") == "0"
            || message.Contains("rate limit", StringComparison.OrdinalIgnoreCase)
            || message.Contains("abuse detection", StringComparison.OrdinalIgnoreCase)));

    private static TimeSpan? RetryAfter(ApiException api, DateTimeOffset now)
    {
        if (Header(api, "retry-after") is { } after)
        {
            if (int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return TimeSpan.FromSeconds(seconds);
            if (DateTimeOffset.TryParse(after, CultureInfo.InvariantCulture, out var date)) return date - now;
        }

        return Header(api, "x-ratelimit-remaining") == "0"
            && long.TryParse(Header(api, "x-ratelimit-reset"), NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
            && epoch < DateTimeOffset.MaxValue.ToUnixTimeSeconds()
                ? DateTimeOffset.FromUnixTimeSeconds(epoch).AddSeconds(1) - now
                : null;
    }

    private static string? Header(ApiException api, string name) =>
        api.HttpResponse?.Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static string Clean(string message)
    {
        var line = string.Concat(message.Select(character => char.IsControl(character) ? ' ' : character));
        return line.Length <= MaxMessage ? line : line[..MaxMessage] + "…";
    }
}
