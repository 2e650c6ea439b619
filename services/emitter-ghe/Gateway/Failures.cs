using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.Emission;

namespace AlertResponder.Emitter.GitHub.Gateway;

/// <summary>Reads from an answer that is no success what became of the call (pure).</summary>
internal static class Failures
{
    private const int MaxMessage = 300;
    private const int MaxErrors = 5;
    private static readonly string[] ErrorFields = ["resource", "field", "code"];

    /// <param name="response">The answer.</param>
    /// <param name="body">Its body.</param>
    /// <param name="now">The host's time: GitHub names some pauses by the time of their end.</param>
    public static EmitException Read(HttpResponseMessage response, ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        var status = (int)response.StatusCode;
        var message = Message(body);
        var text = status is 301 or 302 or 303 or 307 or 308
            ? $"moved to {Place(response.Headers.Location)}"
            : string.Create(CultureInfo.InvariantCulture, $"{status} {message}");
        if (IsRateLimit(response, message))
            return new EmitException(EmitFailure.RateLimited, text) { Status = status, RetryAfter = RetryAfter(response.Headers, now) };
        var kind = status switch
        {
            // Of a server's error nobody knows how far it came; behind a proxy's 502 or 504 the work is often done.
            >= 500 or 408 => EmitFailure.Unknown,
            301 or 302 or 303 or 307 or 308 or 404 or 410 => EmitFailure.Gone,
            < 400 => EmitFailure.Unknown,
            _ => EmitFailure.Refused,
        };
        return new EmitException(kind, text) { Status = status };
    }

    // https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api: 403 or 429, told from other refusals by headers or text. Who
    // writes issues and comments too fast is answered 422, with "was submitted too quickly" among its errors.
    private static bool IsRateLimit(HttpResponseMessage response, string message) => (int)response.StatusCode switch
    {
        429 => true,
        403 => response.Headers.Contains("retry-after") || Header(response.Headers, "x-ratelimit-remaining") == "0"
            || message.Contains("rate limit", StringComparison.OrdinalIgnoreCase)
            || message.Contains("abuse detection", StringComparison.OrdinalIgnoreCase),
        422 => message.Contains("submitted too quickly", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    /// <summary>How long GitHub asks to wait; null where it does not say, or says what is no time. The longest wait is the ledger's matter.</summary>
    private static TimeSpan? RetryAfter(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (headers.RetryAfter?.Delta is { } delta) return delta;
        if (headers.RetryAfter?.Date is { } date) return date - now;
        if (IsTooLarge(Header(headers, "retry-after"))) return TimeSpan.MaxValue;
        if (Header(headers, "x-ratelimit-remaining") != "0" || Header(headers, "x-ratelimit-reset") is not { } reset) return null;
        if (IsTooLarge(reset)) return TimeSpan.MaxValue;
        return int.TryParse(reset, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
            ? DateTimeOffset.FromUnixTimeSeconds(epoch).AddSeconds(1) - now
            : null;
    }

    private static bool IsTooLarge(string? number) =>
        number is { Length: > 0 } && number.All(char.IsAsciiDigit) && !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static string? Header(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault()?.Trim() : null;

    private static string Place(Uri? to) => to is { IsAbsoluteUri: true } ? Clean(to.GetLeftPart(UriPartial.Path)) : "an unnamed place";

    /// <summary>GitHub's message, and what its <c>errors</c> say: "Validation Failed" alone helps nobody.</summary>
    private static string Message(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var errors = document.RootElement.Field("errors");
            var texts = errors.ValueKind == JsonValueKind.Array ? errors.EnumerateArray().Take(MaxErrors).Select(Error) : [errors.Text()];
            return Clean(string.Join("; ", texts.Prepend(document.RootElement.Field("message").Text()).Where(text => !string.IsNullOrEmpty(text))));
        }
        catch (JsonException)
        {
            return "without a message"; // a proxy's page, or cut off
        }
    }

    private static string? Error(JsonElement error) =>
        error.Text() ?? error.Field("message").Text() ?? string.Join(
            ' ', ErrorFields.Select(name => error.Field(name).Text()).Where(text => !string.IsNullOrEmpty(text)));

    private static string Clean(string foreign)
    {
        var line = string.Concat(TextNormalizer.Normalize(TextNormalizer.Shorten(foreign, MaxMessage)).Select(character =>
            char.IsControl(character) || char.GetUnicodeCategory(character) is UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator ? ' ' : character)).Trim();
        return line.Length > 0 ? line : "without a message";
    }
}
