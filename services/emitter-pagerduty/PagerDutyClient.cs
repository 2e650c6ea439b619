using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AlertResponder.Contracts;
using AlertResponder.Emission;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AlertResponder.Emitter.PagerDuty;

/// <summary>Sends events to the Events API v2: https://developer.pagerduty.com/docs/events-api-v2-overview.</summary>
internal sealed class PagerDutyClient(HttpClient http, IOptions<PagerDutyOptions> options, TimeProvider time, ILogger<PagerDutyEmitter> logger)
{
    public const int MaxAnswerBytes = 64 * 1024;
    private const int MaxMessage = 300;

    // An event that is accepted may be answered while another one is refused: that says nothing of what comes next.
    private static readonly TimeSpan RefusalStands = TimeSpan.FromMinutes(1);

    // Longer than the pause after a refusal: one that lasts is logged once.
    private static readonly TimeSpan LogAgainAfter = TimeSpan.FromMinutes(10);

    private readonly PagerDutyOptions _options = options.Value;
    private Refused? _refused;

    /// <summary>Why an event was refused within the last minute, where every other one would be: the key is not known, or the address is not PagerDuty's.</summary>
    public string? Refusal => _refused is { } refused && time.GetUtcNow() - refused.At < RefusalStands ? refused.Reason : null;

    /// <summary>Sends an event. PagerDuty says no more than that it is accepted; what becomes of it is decided later.</summary>
    /// <exception cref="EmitException">It was not accepted, or nobody knows.</exception>
    public async Task SendAsync(JsonObject alarm)
    {
        alarm["routing_key"] = _options.RoutingKey;
        using var content = new StringContent(alarm.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(_options.Endpoint, content);
        var status = (int)response.StatusCode;
        var message = Message(await response.Content.ReadAsStringAsync());
        var reason = string.Create(CultureInfo.InvariantCulture, $"{status} {message}");
        // An integration that was deleted, or a mistyped key, is answered 400 as a wrong event is: only the text distinguishes them.
        var isTargets = status is 401 or 403 or 404 || (status == 400 && message.Replace('_', ' ').Contains("routing key", StringComparison.OrdinalIgnoreCase));
        if (isTargets)
        {
            var now = time.GetUtcNow();
            if (_refused is not { } last || last.Reason != reason || now - last.At > LogAgainAfter) Log.Refused(logger, _options.BaseUrl, reason);
            _refused = new Refused(reason, now);
        }

        if (status == 202) return;
        throw new EmitException(Kind(status), reason) { Status = status, RetryAfter = RetryAfter(response.Headers) };
    }

    private static EmitFailure Kind(int status) => status switch
    {
        429 => EmitFailure.RateLimited,
        408 or < 400 or >= 500 => EmitFailure.Unknown, // what answers another success than 202 is not PagerDuty
        _ => EmitFailure.Refused,
    };

    private TimeSpan? RetryAfter(HttpResponseHeaders headers) => headers.RetryAfter?.Delta ?? headers.RetryAfter?.Date - time.GetUtcNow();

    /// <summary>PagerDuty's message and the errors that it names, as one line; should the routing key be repeated in it, without that.</summary>
    private string Message(string body)
    {
        var text = "";
        try
        {
            if (JsonNode.Parse(body) is JsonObject answer)
                text = string.Join("; ", (answer["errors"] as JsonArray ?? []).Prepend(answer["message"]).Where(one => one is not null));
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException or InvalidOperationException)
        {
            // A proxy's page, or what no parser takes.
        }

        text = text.Replace(_options.RoutingKey!, "(the key)", StringComparison.OrdinalIgnoreCase);
        var line = string.Concat(TextNormalizer.Normalize(text).Select(character => IsSeen(character) ? character : ' ')).Trim();
        return line.Length > 0 ? TextNormalizer.Shorten(line, MaxMessage) : "without a message";
    }

    private static bool IsSeen(char character) => char.GetUnicodeCategory(character) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private sealed record Refused(string Reason, DateTimeOffset At);
}
