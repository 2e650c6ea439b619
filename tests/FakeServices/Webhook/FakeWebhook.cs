using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AlertResponder.FakeServices.Webhook;

/// <summary>
/// A receiver of webhooks as Standard Webhooks 1.0 asks for one: it checks the signature and the time, and knows by its id what has come before. It
/// can be told to fail.
/// </summary>
public sealed class FakeWebhook : IAsyncDisposable
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly FakeWebhookOptions _options;
    private readonly Lock _lock = new();
    private readonly List<WebhookDelivery> _deliveries = [];
    private readonly ConcurrentQueue<WebhookRequest> _requests = new();
    private readonly ConcurrentQueue<WebhookFault> _faults = new();
    private readonly CancellationTokenSource _end = new();
    private WebApplication? _app;

    private FakeWebhook(FakeWebhookOptions options) => _options = options;

    /// <summary>A value for <c>Webhook__Targets__NAME__Url</c>.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1/");

    /// <summary>What was taken, each id once, in the order of the first arrival.</summary>
    public IReadOnlyList<WebhookDelivery> Deliveries
    {
        get
        {
            lock (_lock) return [.. _deliveries];
        }
    }

    /// <summary>Every request so far, also those that were not taken.</summary>
    public IReadOnlyList<WebhookRequest> Requests => [.. _requests];

    /// <summary>Until when no request gets an answer, and none is taken.</summary>
    public DateTimeOffset AwayUntil { get; set; }

    /// <summary>What meets every request that no other fault is meant for; null for nothing.</summary>
    public WebhookFault? Always { get; set; }

    /// <summary>Starts one.</summary>
    /// <param name="port">The port; 0 takes a free one.</param>
    /// <param name="options">What it is like.</param>
    /// <returns>The running server.</returns>
    public static async Task<FakeWebhook> StartAsync(int port = 0, FakeWebhookOptions? options = null)
    {
        var fake = new FakeWebhook(options ?? new FakeWebhookOptions());
        var (app, address) = await FakeServer.StartAsync(fake._options.Address, port, routes =>
        {
            routes.MapGet("/", context => context.Response.WriteAsJsonAsync(fake.Deliveries));
            routes.MapPost("/{**path}", fake.TakeAsync);
        });
        (fake._app, fake.Url) = (app, new Uri(address, "/hook"));
        return fake;
    }

    /// <summary>Queues faults: each meets the next request.</summary>
    /// <param name="faults">The faults, in order.</param>
    public void Script(params WebhookFault[] faults)
    {
        foreach (var fault in faults) _faults.Enqueue(fault);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _app, null) is not { } app) return;
        await _end.CancelAsync();
        await app.DisposeAsync();
        _end.Dispose();
    }

    private async Task TakeAsync(HttpContext context)
    {
        var (request, stop) = (context.Request, context.RequestAborted);
        using var read = new MemoryStream();
        await request.Body.CopyToAsync(read, stop);
        var (id, timestamp, signatures) = (Header("webhook-id"), Header("webhook-timestamp"), Header("webhook-signature"));
        var taken = new WebhookRequest(id, _options.TimeProvider.GetUtcNow(), timestamp, signatures, request.Path + request.QueryString, read.ToArray());
        _requests.Enqueue(taken);
        if (taken.At < AwayUntil)
        {
            context.Abort();
            return;
        }

        var fault = _faults.TryDequeue(out var next) ? next : Always;
        if (fault is not { DoesTheWork: false })
        {
            if (!IsGenuine(taken))
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return;
            }

            Remember(taken);
        }

        if (fault?.Hangs == true) await HangAsync(stop);
        if (fault?.Waits is { } wait) await wait();
        if (fault is { Hangs: true } or { Drops: true })
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = fault?.Status ?? (fault?.Body is null ? StatusCodes.Status204NoContent : StatusCodes.Status200OK);
        foreach (var (name, value) in fault?.Headers ?? new Dictionary<string, string>()) context.Response.Headers[name] = value;
        if (fault?.Body is { } body) await context.Response.WriteAsync(body, stop);

        string Header(string name) => request.Headers[name].ToString();
    }

    private async Task HangAsync(CancellationToken hungUp)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(hungUp, _end.Token);
        await Task.Delay(Timeout.InfiniteTimeSpan, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private bool IsGenuine(WebhookRequest request)
    {
        if (!long.TryParse(request.Timestamp, CultureInfo.InvariantCulture, out var seconds)) return false;
        if ((request.At - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > Tolerance) return false;
        var key = Convert.FromBase64String(_options.Secret["whsec_".Length..]);
        var signed = Encoding.UTF8.GetBytes($"{request.Id}.{request.Timestamp}.").Concat(request.Body).ToArray();
        var expected = Encoding.UTF8.GetBytes($"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}");
        return request.Signatures.Split(' ').Any(one => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), expected));
    }

    private void Remember(WebhookRequest request)
    {
        lock (_lock)
        {
            var known = _deliveries.FindIndex(delivery => delivery.Id == request.Id);
            if (known >= 0) _deliveries[known] = _deliveries[known] with { Count = _deliveries[known].Count + 1 };
            else _deliveries.Add(new WebhookDelivery(request.Id, JsonDocument.Parse(request.Body).RootElement, Count: 1));
        }
    }
}
