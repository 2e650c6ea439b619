using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AlertResponder.Emission;
using AlertResponder.ServiceDefaults.Outbound;
using Microsoft.Extensions.Options;

namespace AlertResponder.Emitter.Slack;

/// <summary>The methods of Slack's Web API that are needed: https://docs.slack.dev/reference/methods. A refusal is an answer 200 with <c>ok: false</c>.</summary>
internal sealed partial class SlackClient(HttpClient http, IOptions<SlackOptions> options, TimeProvider time)
{
    public const int MaxAnswerBytes = 4 * 1024 * 1024; // a page of messages that all are as long as ours
    private const int PageSize = 200;
    private const int MaxPages = 2; // a step is five calls at the most, and one reads the channel and the thread

    private static readonly string[] TooLong = ["msg_too_long", "msg_blocks_too_long", "invalid_blocks"];
    private static readonly string[] Unreadable =
        ["missing_scope", "not_in_channel", "channel_not_found", "no_permission", "access_denied", "not_allowed_token_type", "method_not_supported_for_channel_type"];

    /// <summary>Slack's clock and the ledger's may differ by so much.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>A text of an answer; null when there is none.</summary>
    public static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <returns>Whose token it is: a key of workspace and app, the workspace's address, and what the app's messages bear.</returns>
    /// <exception cref="EmitException">Refused: nothing is taken with this token.</exception>
    public async Task<(string Key, string? Url, string? BotId)> AskAsync()
    {
        var (answer, _) = await CallAsync("auth.test", new FormUrlEncodedContent([]));
        var url = Uri.TryCreate(Text(answer, "url"), UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? $"{address.AbsoluteUri.TrimEnd('/')}/" : null;
        return ($"{Text(answer, "team_id")}/{Text(answer, "user_id")}", url, Text(answer, "bot_id"));
    }

    /// <summary>Posts or updates a message.</summary>
    /// <param name="message">Its fields.</param>
    /// <param name="mayShrink">Whether a smaller one can be made when it is too long.</param>
    /// <returns>What Slack calls it by; null when it is too long, and was not done.</returns>
    public async Task<string?> WriteAsync(JsonObject message, bool mayShrink)
    {
        var isUpdate = message.ContainsKey("ts");
        using var content = Json(message);
        var (answer, error) = await CallAsync(isUpdate ? "chat.update" : "chat.postMessage", content, mayShrink ? TooLong : [], isWritten: isUpdate || message.ContainsKey("thread_ts"));
        if (error is not null) return null;
        return Text(answer, "ts") is { } ts && Timestamp().IsMatch(ts) ? ts : throw new EmitException(EmitFailure.Unknown, "an answer without the message's ts");
    }

    /// <summary>Deletes a message; one that is gone already, or must stay, is left.</summary>
    public async Task DeleteAsync(string channel, string ts)
    {
        using var content = Json(new JsonObject { ["channel"] = channel, ["ts"] = ts });
        await CallAsync("chat.delete", content, ["message_not_found", "cant_delete_message"]);
    }

    /// <summary>Reads the messages of a channel, or the replies of a thread, since a time.</summary>
    /// <returns>What they are called by, whose they are and what they carry, the oldest first; or why they cannot be read.</returns>
    public async Task<(IReadOnlyList<SlackMessage> Messages, string? Unread)> ReadAsync(string channel, string? thread, DateTimeOffset since)
    {
        var (messages, cursor) = (new List<SlackMessage>(), "");
        try
        {
            for (var page = 0; page < MaxPages; page++)
            {
                using var content = new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["channel"] = channel,
                    ["ts"] = thread ?? "",
                    ["oldest"] = (since - ClockSkew).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
                    ["include_all_metadata"] = "true",
                    ["limit"] = PageSize.ToString(CultureInfo.InvariantCulture),
                    ["cursor"] = cursor,
                }.Where(field => field.Value.Length > 0));
                using var held = AnswerMemory.Hold();
                var (answer, error) = await CallAsync(thread is null ? "conversations.history" : "conversations.replies", content, Unreadable, isWritten: true);
                if (error is not null) return ([], error);
                messages.AddRange(answer.GetProperty("messages").EnumerateArray().Select(message => new SlackMessage(
                    Text(message, "ts") ?? "", Text(message, "bot_id"), message.TryGetProperty("metadata", out var metadata) ? metadata.Clone() : default)));
                cursor = answer.TryGetProperty("response_metadata", out var next) ? Text(next, "next_cursor") ?? "" : "";
                if (cursor.Length == 0) return ([.. messages.Where(message => Timestamp().IsMatch(message.Ts)).OrderBy(message => message.Ts, StringComparer.Ordinal)], null);
            }
        }
        catch (OutboundHttpException failure) when (failure.Failure == OutboundFailure.TooLong)
        {
            return ([], failure.Message);
        }

        return ([], "too many messages since");
    }

    private static StringContent Json(JsonObject body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");

    /// <param name="method">The method's name.</param>
    /// <param name="content">What is sent.</param>
    /// <param name="known">The errors that are returned instead of thrown.</param>
    /// <param name="isWritten">Whether it is about a message that is there.</param>
    private async Task<(JsonElement Answer, string? Error)> CallAsync(string method, HttpContent content, string[]? known = null, bool isWritten = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.Value.BaseUrl, method)) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Value.Token);
        using var response = await http.SendAsync(request);
        var (status, answer) = ((int)response.StatusCode, Read(await response.Content.ReadAsByteArrayAsync()));
        if (status == 200 && answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("ok", out var ok) && ok.ValueKind == JsonValueKind.True) return (answer, null);

        var error = Text(answer, "error") is { } code && ErrorCode().IsMatch(code) ? code : null;
        if (status == 200 && error is not null && known?.Contains(error) == true) return (answer, error);
        var needed = Text(answer, "needed") is { } scope && ErrorCode().IsMatch(scope) ? $" (needed: {scope})" : "";
        var text = string.Create(CultureInfo.InvariantCulture, $"{method}: {(status == 200 ? "" : $"{status} ")}{error ?? "without an error code"}{needed}");
        throw new EmitException(status == 200 ? Kind(error, isWritten) : Kind(status), text) { Status = status, RetryAfter = RetryAfter(response.Headers) };
    }

    private static EmitFailure Kind(string? error, bool isWritten) => error switch
    {
        // Part of it may have been done: https://docs.slack.dev/reference/methods/chat.postMessage#errors. Without a code it is not Slack that answers.
        null or "internal_error" or "fatal_error" or "service_unavailable" or "request_timeout" => EmitFailure.Unknown,
        "ratelimited" or "rate_limited" or "message_limit_exceeded" => EmitFailure.RateLimited,
        "message_not_found" or "thread_not_found" => EmitFailure.Gone,
        "is_archived" when isWritten => EmitFailure.Gone,
        _ => EmitFailure.Refused,
    };

    private static EmitFailure Kind(int status) => status switch
    {
        429 => EmitFailure.RateLimited,
        408 or < 400 or >= 500 => EmitFailure.Unknown,
        _ => EmitFailure.Refused,
    };

    private TimeSpan? RetryAfter(HttpResponseHeaders headers) => headers.RetryAfter?.Delta ?? headers.RetryAfter?.Date - time.GetUtcNow();

    private static JsonElement Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return default; // nothing, or what the guard left out of a proxy's page
        }
    }

    [GeneratedRegex(@"\A[0-9]{1,16}\.[0-9]{1,9}\z")]
    private static partial Regex Timestamp();

    // Whatever has another form is a proxy's, and may repeat what was sent.
    [GeneratedRegex(@"\A[a-z][a-z0-9_:.,]{0,80}\z")]
    private static partial Regex ErrorCode();
}

/// <summary>A message as it is found.</summary>
/// <param name="Ts">What Slack calls it by.</param>
/// <param name="BotId">Whose it is.</param>
/// <param name="Metadata">What it carries.</param>
internal sealed record SlackMessage(string Ts, string? BotId, JsonElement Metadata);
