using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Hostile.Tests;

/// <summary>
/// Stands between the system and an honest server, and answers in its place, often worse: other values, other types, too much, too deep, too slow,
/// never, or with the address of somebody else.
/// </summary>
internal sealed class HostilePeer : IAsyncDisposable
{
    private static readonly TimeSpan DripPause = TimeSpan.FromMilliseconds(50);

    private readonly WebApplication _app;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
    private readonly Random _random;
    private readonly CancellationTokenSource _stop = new();
    private int _answers;
    private int _trapped;
    private Uri _root = new("http://127.0.0.1/");
    private Uri _trap = new("http://127.0.0.2/");

    private HostilePeer(WebApplication app, Random random) => (_app, _random) = (app, random);

    /// <summary>The honest server.</summary>
    public Uri Honest { get; set; } = new("http://127.0.0.1/");

    /// <summary>The honest server's address, at this peer.</summary>
    public Uri Address => new(_root, Honest.PathAndQuery);

    /// <summary>How many of a hundred answers are not the honest server's.</summary>
    public int Hostility { get; set; } = 60;

    /// <summary>Whether some answers never come, or come byte by byte.</summary>
    public bool Hangs { get; set; } = true;

    /// <summary>Whether it answers at all; when not, it takes each request and keeps silent.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Answers in place of the honest server, and returns true; or returns false.</summary>
    public Func<HttpContext, CancellationToken, Task<bool>>? Instead { get; set; }

    /// <summary>How many requests it has got.</summary>
    public int Answers => Volatile.Read(ref _answers);

    /// <summary>How many requests came to the address that its answers name, and that nobody has any business at.</summary>
    public int Trapped => Volatile.Read(ref _trapped);

    public static async Task<HostilePeer> StartAsync(Random random)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Parse("127.0.0.2"), 0);
        });
        var peer = new HostilePeer(builder.Build(), random);
        peer._app.Run(peer.AnswerAsync);
        await peer._app.StartAsync();
        var addresses = peer._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(address => new Uri(address)).ToList();
        peer._root = addresses.Single(address => address.Host == "127.0.0.1");
        peer._trap = addresses.Single(address => address.Host == "127.0.0.2");
        return peer;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Connection.LocalIpAddress!.ToString().EndsWith("127.0.0.2", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _trapped);
            return;
        }

        Interlocked.Increment(ref _answers);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stop.Token);
        try
        {
            if (IsSilent) await Task.Delay(Timeout.Infinite, gone.Token);
            if (Instead is { } instead && await instead(context, gone.Token)) return;
            var random = Own();
            using var answer = await AskHonestAsync(context, gone.Token);
            var body = await answer.Content.ReadAsByteArrayAsync(gone.Token);
            if (random.Next(100) >= Hostility) await WriteAsync(context, (int)answer.StatusCode, answer.Content.Headers.ContentType?.ToString(), body, gone.Token);
            else await AnswerBadlyAsync(context, (int)answer.StatusCode, body, random, gone.Token);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }

    private async Task AnswerBadlyAsync(HttpContext context, int status, byte[] body, Random random, CancellationToken gone)
    {
        const string Json = "application/json";
        string[] types = [Json, "application/json; charset=utf8", "application/json; charset=\"klingon\"", "text/html", "application/json; charset=utf-16", "x"];
        string[] waits = ["0", "-1", "99999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 GMT", "soon", "1"];
        int[] statuses = [200, 201, 204, 299, 301, 302, 304, 307, 400, 401, 403, 404, 409, 410, 413, 422, 429, 451, 500, 502, 503, 504, 599];
        context.Response.Headers.Link = $"<{_trap}next?page=2>; rel=\"next\"";
        switch (random.Next(12))
        {
            case < 5 when IsJson(body):
                await WriteAsync(context, status, Json, HostileJson.Mutate(body, random), gone);
                break;
            case 5:
                context.Response.Headers.RetryAfter = waits[random.Next(waits.Length)];
                context.Response.Headers["X-RateLimit-Remaining"] = "0";
                context.Response.Headers["X-RateLimit-Reset"] = random.Next(2) == 0 ? "99999999999999" : "-1";
                await WriteAsync(context, statuses[random.Next(statuses.Length)], types[random.Next(types.Length)], body, gone);
                break;
            case 6:
                context.Response.Headers.Location = new Uri(_trap, "elsewhere").ToString();
                await WriteAsync(context, random.Next(2) == 0 ? 302 : 308, null, [], gone);
                break;
            case 7:
                await WriteAsync(context, 200, Json, HostileJson.Nested(1_000_000), gone);
                break;
            case 8:
                await WriteEndlesslyAsync(context, gone);
                break;
            case 9 when Hangs:
                await DripAsync(context, body, gone);
                break;
            case 10 when Hangs:
                await Task.Delay(Timeout.Infinite, gone);
                break;
            case 11:
                context.Response.ContentLength = body.Length + 1;
                await context.Response.Body.WriteAsync(body, gone);
                await context.Response.Body.FlushAsync(gone);
                context.Abort();
                break;
            default:
                await WriteAsync(context, status, types[random.Next(types.Length)], body, gone);
                break;
        }
    }

    private static async Task WriteEndlesslyAsync(HttpContext context, CancellationToken gone)
    {
        context.Response.ContentType = "application/json";
        var piece = Encoding.ASCII.GetBytes(new string(' ', 64 * 1024));
        try
        {
            // A gigabyte, should nobody hang up before.
            for (var number = 0; number < 16 * 1024; number++) await context.Response.Body.WriteAsync(piece, gone);
        }
        catch (IOException)
        {
            // It hung up.
        }
    }

    private static async Task DripAsync(HttpContext context, byte[] body, CancellationToken gone)
    {
        context.Response.ContentType = "application/json";
        foreach (var one in body)
        {
            await context.Response.Body.WriteAsync(new[] { one }, gone);
            await context.Response.Body.FlushAsync(gone);
            await Task.Delay(DripPause, gone);
        }
    }

    private static async Task WriteAsync(HttpContext context, int status, string? type, byte[] body, CancellationToken gone)
    {
        context.Response.StatusCode = status;
        if (status is 204 or 304) return;
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, gone);
    }

    private async Task<HttpResponseMessage> AskHonestAsync(HttpContext context, CancellationToken gone)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method), new Uri(Honest, context.Features.Get<IHttpRequestFeature>()!.RawTarget));
        if (context.Request.ContentLength > 0 || context.Request.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(context.Request.Body);
            if (context.Request.ContentType is { } type) request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        foreach (var (name, value) in context.Request.Headers)
            if (name is not ("Host" or "Content-Length" or "Content-Type" or "Transfer-Encoding" or "Connection"))
                request.Headers.TryAddWithoutValidation(name, value.ToArray());
        return await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, gone);
    }

    // A generator of its own for each answer, so that the order of two of them changes neither.
    private Random Own()
    {
        lock (_random) return new Random(_random.Next());
    }

    private static bool IsJson(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Array;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
