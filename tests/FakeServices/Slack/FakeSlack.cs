using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace AlertResponder.FakeServices.Slack;

/// <summary>
/// A Slack on a loopback port: a real HTTP server that answers some methods of the Web API as they are documented. It can be told to fail, and a
/// person or another app can be played who works in the same channels.
/// </summary>
public sealed class FakeSlack : IAsyncDisposable
{
    /// <summary>What the app's own messages bear.</summary>
    public const string BotId = "B0ALERTS";

    private static readonly string[] TakesJson = ["chat.postMessage", "chat.update", "chat.delete", "auth.test"];

    private readonly Lock _lock = new();
    private readonly FakeSlackOptions _options;
    private readonly List<FakeSlackMessage> _messages = [];
    private readonly List<FakeSlackCall> _calls = [];
    private readonly List<SlackFault> _faults = [];
    private readonly Dictionary<string, DateTimeOffset> _takenAt = [];
    private readonly Queue<DateTimeOffset> _updates = new();
    private readonly HashSet<string> _archived = [];
    private readonly HashSet<string> _left = [];
    private WebApplication _app = null!;
    private int _count;

    private FakeSlack(FakeSlackOptions options) => _options = options;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>A value for <c>Slack__BaseUrl</c>.</summary>
    public Uri BaseAddress => new(Address, "api/");

    /// <summary>The token of its one app.</summary>
    public string Token => _options.Token;

    /// <summary>Whether the app may read what stands in its channels.</summary>
    /// <value>true</value>
    public bool HasHistoryScope { get; set; } = true;

    /// <summary>Whether the token was revoked.</summary>
    /// <value>false</value>
    public bool IsRevoked { get; set; }

    /// <summary>The person or app that the token belongs to.</summary>
    /// <value><c>U0ALERTS</c></value>
    public string UserId { get; set; } = "U0ALERTS";

    /// <summary>All messages, in order.</summary>
    public IReadOnlyList<FakeSlackMessage> Messages
    {
        get
        {
            lock (_lock) return [.. _messages];
        }
    }

    /// <summary>All calls so far, in order.</summary>
    public IReadOnlyList<FakeSlackCall> Calls
    {
        get
        {
            lock (_lock) return [.. _calls];
        }
    }

    /// <summary>Starts one.</summary>
    /// <param name="port">The port; 0 takes a free one.</param>
    /// <param name="options">What it is like.</param>
    /// <returns>The running server.</returns>
    public static async Task<FakeSlack> StartAsync(int port = 0, FakeSlackOptions? options = null)
    {
        var slack = new FakeSlack(options ?? new FakeSlackOptions());
        (slack._app, slack.Address) = await FakeServer.StartAsync(slack._options.Address, port, routes => routes.MapPost("/api/{method}", slack.AnswerAsync));
        return slack;
    }

    /// <summary>Queues faults: each meets the next call that it is meant for, once.</summary>
    /// <param name="faults">The faults, in order.</param>
    public void Script(params IEnumerable<SlackFault> faults)
    {
        lock (_lock) _faults.AddRange(faults);
    }

    /// <summary>A person deletes a message; its replies stay.</summary>
    /// <param name="ts">What it is called by.</param>
    public void DeleteByPerson(string ts)
    {
        lock (_lock) _messages.RemoveAll(message => message.Ts == ts);
    }

    /// <summary>A person archives a channel.</summary>
    /// <param name="channel">Its id.</param>
    public void ArchiveByPerson(string channel)
    {
        lock (_lock) _archived.Add(channel);
    }

    /// <summary>A person removes the app from a channel, or invites it again.</summary>
    /// <param name="channel">Its id.</param>
    /// <param name="isMember">Whether it is a member from now on.</param>
    public void SetMember(string channel, bool isMember)
    {
        lock (_lock) _ = isMember ? _left.Remove(channel) : _left.Add(channel);
    }

    /// <summary>Another app posts what it has read somewhere, metadata and all.</summary>
    /// <param name="message">What it has read.</param>
    /// <param name="botId">What its messages bear.</param>
    /// <returns>The message.</returns>
    public FakeSlackMessage PostByOther(FakeSlackMessage message, string botId = "B0OTHER")
    {
        lock (_lock) return Add(message with { BotId = botId, Ts = NextTs() });
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true)); // late answers are not waited for
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context, string method)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var sent = Read(method, context.Request.ContentType ?? "", body);
        SlackFault? fault;
        var (status, answer, retryAfter) = (200, new JsonObject(), (string?)null);
        lock (_lock)
        {
            fault = _faults.Find(one => one.IsFor(method));
            if (fault is not null) _faults.Remove(fault);
            if (fault is null or { DoesTheWork: true }) (status, answer, retryAfter) = Do(method, sent, context.Request.Headers.Authorization.ToString());
            if (fault is { Code: { } code }) (status, answer, retryAfter) = (fault.Status ?? 200, Refused(code), fault.RetryAfter);
            else if (fault?.Status is { } other) status = other;
            _calls.Add(new FakeSlackCall(method, body, _options.TimeProvider.GetUtcNow(), fault is { Drops: true } ? 0 : status, SlackRules.Text(answer["error"])));
        }

        if (fault is { Drops: true })
        {
            context.Abort();
            return;
        }

        if (fault is { Delay: var delay } && delay > TimeSpan.Zero) await Task.Delay(delay, context.RequestAborted);
        if (retryAfter is not null) context.Response.Headers.RetryAfter = retryAfter;
        var text = fault?.Garbage ?? answer.ToJsonString();
        await Results.Text(text, text.StartsWith('{') ? "application/json" : "text/html", Encoding.UTF8, status).ExecuteAsync(context);
    }

    private (int Status, JsonObject Answer, string? RetryAfter) Do(string method, JsonObject? sent, string authorization)
    {
        if (authorization.Length == 0) return (200, Refused("not_authed"), null);
        if (authorization != $"Bearer {Token}") return (200, Refused("invalid_auth"), null);
        if (IsRevoked) return (200, Refused("token_revoked"), null);
        if (sent is null) return (200, Refused("invalid_json"), null);
        if (method == "auth.test")
            return (200, new JsonObject { ["ok"] = true, ["url"] = Address.ToString(), ["team_id"] = "T0FAKE", ["user_id"] = UserId, ["bot_id"] = BotId }, null);

        var channel = SlackRules.Text(sent["channel"]) ?? "";
        if (!_options.Channels.Contains(channel)) return (200, Refused("channel_not_found"), null);
        if (_left.Contains(channel)) return (200, Refused("not_in_channel"), null);
        return method switch
        {
            "chat.postMessage" => Post(channel, sent),
            "chat.update" => Update(channel, sent),
            "chat.delete" => (200, Delete(channel, sent), null),
            "conversations.history" or "conversations.replies" => (200, List(channel, sent, method == "conversations.replies"), null),
            _ => (200, Refused("unknown_method"), null),
        };
    }

    private (int Status, JsonObject Answer, string? RetryAfter) Post(string channel, JsonObject sent)
    {
        var now = _options.TimeProvider.GetUtcNow();
        if (_archived.Contains(channel)) return (200, Refused("is_archived"), null);
        if (SlackRules.Error(sent, _options.MaxBlockCharacters) is { } error) return (200, Refused(error), null);
        if (_takenAt.TryGetValue(channel, out var last) && now - last < _options.MessageInterval) return (429, Refused("ratelimited"), "1");
        _takenAt[channel] = now;
        var message = Add(new FakeSlackMessage(
            channel, NextTs(), SlackRules.Text(sent["thread_ts"]), sent["reply_broadcast"]?.GetValue<bool>() == true, BotId, sent, Updates: 0));
        return (200, new JsonObject { ["ok"] = true, ["channel"] = channel, ["ts"] = message.Ts }, null);
    }

    private (int Status, JsonObject Answer, string? RetryAfter) Update(string channel, JsonObject sent)
    {
        var now = _options.TimeProvider.GetUtcNow();
        if (_archived.Contains(channel)) return (200, Refused("is_archived"), null);
        var index = _messages.FindIndex(message => message.Channel == channel && message.Ts == SlackRules.Text(sent["ts"]));
        if (index < 0) return (200, Refused("message_not_found"), null);
        if (_messages[index].BotId != BotId) return (200, Refused("cant_update_message"), null);
        if (SlackRules.Error(sent, _options.MaxBlockCharacters) is { } error) return (200, Refused(error), null);
        while (_updates.TryPeek(out var oldest) && oldest <= now.AddMinutes(-1)) _updates.Dequeue();
        if (_updates.Count >= _options.MaxUpdatesPerMinute) return (429, Refused("ratelimited"), "30");
        _updates.Enqueue(now);
        sent["metadata"] ??= _messages[index].Body["metadata"]?.DeepClone();
        _messages[index] = _messages[index] with { Body = sent, Updates = _messages[index].Updates + 1 };
        return (200, new JsonObject { ["ok"] = true, ["channel"] = channel, ["ts"] = _messages[index].Ts, ["text"] = SlackRules.Text(sent["text"]) }, null);
    }

    private JsonObject Delete(string channel, JsonObject sent)
    {
        var found = _messages.Find(message => message.Channel == channel && message.Ts == SlackRules.Text(sent["ts"]));
        if (found is null) return Refused("message_not_found");
        if (found.BotId != BotId) return Refused("cant_delete_message");
        _messages.Remove(found);
        return new JsonObject { ["ok"] = true };
    }

    /// <summary>A channel has its newest messages first, a thread its oldest; a page ends with a cursor to the next.</summary>
    private JsonObject List(string channel, JsonObject sent, bool isThread)
    {
        if (!HasHistoryScope) return new JsonObject { ["ok"] = false, ["error"] = "missing_scope", ["needed"] = "channels:history", ["provided"] = "chat:write" };
        var thread = SlackRules.Text(sent["ts"]);
        if (isThread && !_messages.Exists(message => message.Ts == thread || message.ThreadTs == thread)) return Refused("thread_not_found");
        var oldest = decimal.Parse(SlackRules.Text(sent["oldest"]) ?? "0", CultureInfo.InvariantCulture);
        var inRange = _messages.Where(message => message.Channel == channel && decimal.Parse(message.Ts, CultureInfo.InvariantCulture) > oldest);
        var listed = isThread
            ? inRange.Where(message => message.Ts == thread || message.ThreadTs == thread).ToList()
            : inRange.Where(message => message.ThreadTs is null || message.IsBroadcast).Reverse().ToList();
        var (skip, limit) = (int.Parse(SlackRules.Text(sent["cursor"]) ?? "0", CultureInfo.InvariantCulture), int.Parse(SlackRules.Text(sent["limit"]) ?? "100", CultureInfo.InvariantCulture));
        var hasMetadata = SlackRules.Text(sent["include_all_metadata"]) == "true";
        var hasMore = skip + limit < listed.Count;
        return new JsonObject
        {
            ["ok"] = true,
            ["messages"] = new JsonArray([.. listed.Skip(skip).Take(limit).Select(message => Shown(message, hasMetadata))]),
            ["has_more"] = hasMore,
            ["response_metadata"] = new JsonObject { ["next_cursor"] = hasMore ? (skip + limit).ToString(CultureInfo.InvariantCulture) : "" },
        };
    }

    private static JsonObject Shown(FakeSlackMessage message, bool hasMetadata)
    {
        var shown = new JsonObject { ["type"] = "message", ["ts"] = message.Ts, ["bot_id"] = message.BotId, ["text"] = SlackRules.Text(message.Body["text"]) };
        if (message.ThreadTs is { } thread) shown["thread_ts"] = thread;
        if (hasMetadata && message.Body["metadata"] is { } metadata) shown["metadata"] = metadata.DeepClone();
        return shown;
    }

    private FakeSlackMessage Add(FakeSlackMessage message)
    {
        _messages.Add(message);
        return message;
    }

    private string NextTs() => string.Create(CultureInfo.InvariantCulture, $"{_options.TimeProvider.GetUtcNow().ToUnixTimeSeconds()}.{++_count:000000}");

    private static JsonObject Refused(string error) => new() { ["ok"] = false, ["error"] = error };

    /// <summary>Methods that read take a form only.</summary>
    private static JsonObject? Read(string method, string contentType, string body)
    {
        if (contentType.StartsWith("application/x-www-form-urlencoded", StringComparison.Ordinal))
            return new JsonObject(QueryHelpers.ParseQuery(body).Select(field => KeyValuePair.Create(field.Key, (JsonNode?)field.Value.ToString())));
        try
        {
            return TakesJson.Contains(method) ? JsonNode.Parse(body) as JsonObject : [];
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }
}
