using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AlertResponder.FakeServices.PagerDuty;

/// <summary>
/// A PagerDuty on a loopback port: a real HTTP server that takes events as the documented Events API v2 does and makes incidents of them. It can
/// be told to fail, and a person can be played who works on the same incidents.
/// </summary>
public sealed class FakePagerDuty : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private readonly Lock _lock = new();
    private readonly FakePagerDutyOptions _options;
    private readonly List<FakeIncident> _incidents = [];
    private readonly List<FakePagerDutyCall> _calls = [];
    private readonly List<PagerDutyFault> _faults = [];
    private readonly Queue<DateTimeOffset> _taken = new();
    private readonly Queue<JsonObject> _accepted = new();
    private WebApplication _app = null!;

    private FakePagerDuty(FakePagerDutyOptions options) => _options = options;

    /// <summary>Where it listens: a value for <c>PagerDuty__BaseUrl</c>.</summary>
    public Uri BaseAddress { get; private set; } = null!;

    /// <summary>The key of its one integration.</summary>
    public string RoutingKey => _options.RoutingKey;

    /// <summary>Whether accepted events are worked on. While not, they wait: 202 only says that an event was accepted.</summary>
    /// <value>true</value>
    public bool IsProcessing
    {
        get;
        set
        {
            lock (_lock)
            {
                field = value;
                while (field && _accepted.TryDequeue(out var accepted)) Process(accepted);
            }
        }
    } = true;

    /// <summary>All incidents, by number.</summary>
    public IReadOnlyList<FakeIncident> Incidents
    {
        get
        {
            lock (_lock) return [.. _incidents];
        }
    }

    /// <summary>All calls so far, in order.</summary>
    public IReadOnlyList<FakePagerDutyCall> Calls
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
    public static async Task<FakePagerDuty> StartAsync(int port = 0, FakePagerDutyOptions? options = null)
    {
        var pagerDuty = new FakePagerDuty(options ?? new FakePagerDutyOptions());
        (pagerDuty._app, pagerDuty.BaseAddress) = await FakeServer.StartAsync(pagerDuty._options.Address, port, routes =>
        {
            routes.MapPost("/v2/enqueue", pagerDuty.EnqueueAsync);
            routes.MapGet("/incidents", () => Results.Json(pagerDuty.Incidents, Web));
        });
        return pagerDuty;
    }

    /// <summary>Queues faults: each meets the next event that it is meant for, once.</summary>
    /// <param name="faults">The faults, in order.</param>
    public void Script(params IEnumerable<PagerDutyFault> faults)
    {
        lock (_lock) _faults.AddRange(faults);
    }

    /// <summary>A person takes an incident on.</summary>
    /// <param name="number">The incident.</param>
    public void AcknowledgeByPerson(int number)
    {
        lock (_lock) Change(number - 1, "acknowledged", "acknowledge by a person");
    }

    /// <summary>A person resolves an incident.</summary>
    /// <param name="number">The incident.</param>
    public void ResolveByPerson(int number)
    {
        lock (_lock) Change(number - 1, "resolved", "resolve by a person");
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true)); // late answers are not waited for
        await _app.DisposeAsync();
    }

    private async Task EnqueueAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var sent = Read(body);
        var (action, key) = (EventRules.Text(sent?["event_action"]) ?? "", EventRules.Text(sent?["dedup_key"]) ?? "");
        PagerDutyFault? fault;
        (int Status, JsonObject Body) answer = (202, []);
        lock (_lock)
        {
            fault = _faults.Find(one => one.IsFor(action));
            if (fault is not null) _faults.Remove(fault);
            if (fault is null or { DoesTheWork: true }) answer = Accept(sent, Encoding.UTF8.GetByteCount(body));
            if (fault?.Status is { } status) answer = (status, Problem(fault.Message));
            _calls.Add(new FakePagerDutyCall(action, key, body, _options.TimeProvider.GetUtcNow(), fault is { Drops: true } ? 0 : answer.Status));
        }

        if (fault is { Drops: true })
        {
            context.Abort();
            return;
        }

        if (fault is { Delay: var delay } && delay > TimeSpan.Zero) await Task.Delay(delay, context.RequestAborted);
        if (fault?.RetryAfter is { } wait) context.Response.Headers.RetryAfter = wait;
        var text = fault?.Garbage ?? answer.Body.ToJsonString();
        await Results.Text(text, text.StartsWith('{') ? "application/json" : "text/html", Encoding.UTF8, answer.Status).ExecuteAsync(context);
    }

    private (int Status, JsonObject Body) Accept(JsonObject? sent, int length)
    {
        var now = _options.TimeProvider.GetUtcNow();
        while (_taken.TryPeek(out var oldest) && oldest <= now.AddMinutes(-1)) _taken.Dequeue();
        if (_taken.Count >= _options.MaxEventsPerMinute) return (429, Problem("Rate limit reached."));
        _taken.Enqueue(now);

        if (sent is null) return (400, Problem("the body is no JSON object"));
        if (length > EventRules.MaxBody) return (400, Problem("the event is larger than 512 KB"));
        if (EventRules.Errors(sent, RoutingKey).ToList() is { Count: > 0 } errors) return (400, Problem([.. errors]));

        sent.Remove("routing_key");
        sent["dedup_key"] ??= Guid.NewGuid().ToString("N");
        var key = EventRules.Text(sent["dedup_key"]);
        if (IsProcessing) Process(sent);
        else _accepted.Enqueue(sent);
        return (202, new JsonObject { ["status"] = "success", ["message"] = "Event processed", ["dedup_key"] = key });
    }

    /// <summary>A trigger joins what is open under its key, or opens a new one; anything else without an open one is dropped.</summary>
    private void Process(JsonObject sent)
    {
        var (action, key) = (EventRules.Text(sent["event_action"])!, EventRules.Text(sent["dedup_key"])!);
        var open = _incidents.FindIndex(incident => incident.DedupKey == key && incident.Status != "resolved");
        if (action == "trigger")
        {
            var payload = sent["payload"]!;
            var (severity, summary) = (EventRules.Text(payload["severity"])!, EventRules.Text(payload["summary"])!);
            if (open < 0) _incidents.Add(new FakeIncident(_incidents.Count + 1, key, "triggered", severity, summary, sent, [action]));
            else _incidents[open] = _incidents[open] with { Severity = severity, Event = sent, Log = [.. _incidents[open].Log, action] };
        }
        else if (open >= 0)
        {
            Change(open, action == "resolve" ? "resolved" : "acknowledged", action);
        }
    }

    private void Change(int index, string status, string entry) =>
        _incidents[index] = _incidents[index] with { Status = status, Log = [.. _incidents[index].Log, entry] };

    private static JsonObject? Read(string body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonObject Problem(params string[] errors) => new()
    {
        ["status"] = "invalid event",
        ["message"] = "Event object is invalid",
        ["errors"] = new JsonArray([.. errors.Select(error => (JsonNode)error)]),
    };
}
