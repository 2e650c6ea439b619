using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;

namespace AlertResponder.FakeServices.VirusTotal;

/// <summary>
/// A stand-in for VirusTotal: an HTTP server on the loopback address that answers as version 3 of the API is documented, for addresses,
/// domains, files and URLs and the relationships that an inspector reads. What it was not told of is unknown (404); without the right
/// key it answers 401.
/// </summary>
public sealed class FakeVirusTotal : IAsyncDisposable
{
    /// <summary>The key that it takes when none was given to <see cref="StartAsync"/>.</summary>
    public const string DefaultApiKey = "fake-virustotal-key";

    private readonly ConcurrentDictionary<(string Collection, string Id), KnownObject> _objects = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<VirusTotalReply>> _scripts = new();
    private readonly ConcurrentDictionary<string, VirusTotalReply> _standing = new();
    private readonly ConcurrentQueue<VirusTotalCall> _calls = new();
    private readonly Queue<DateTimeOffset> _taken = new();
    private readonly Lock _rateLock = new();
    private WebApplication? _app;
    private int _perMinute = int.MaxValue;
    private string? _rateRetryAfter;

    private FakeVirusTotal(string apiKey, TimeProvider clock) => (ApiKey, Clock) = (apiKey, clock);

    /// <summary>The address for the setting <c>VirusTotal__BaseUrl</c>, ending in <c>/api/v3</c>.</summary>
    public Uri BaseAddress { get; private set; } = new("http://127.0.0.1/api/v3");

    /// <summary>The key that it takes.</summary>
    public string ApiKey { get; }

    /// <summary>Every call so far, in the order of arrival.</summary>
    public IReadOnlyList<VirusTotalCall> Calls => [.. _calls];

    internal TimeProvider Clock { get; }

    /// <summary>Starts one.</summary>
    /// <param name="port">The port, or 0 for a free one.</param>
    /// <param name="apiKey">The key that it takes.</param>
    /// <param name="demoData">Whether it knows <see cref="DemoData"/>.</param>
    /// <param name="clock">Its clock, for the record and the rate limit; null for the machine's.</param>
    /// <param name="listen">The address that it listens on; null for 127.0.0.1.</param>
    /// <returns>The running server.</returns>
    public static async Task<FakeVirusTotal> StartAsync(
        int port = 0, string apiKey = DefaultApiKey, bool demoData = true, TimeProvider? clock = null, IPAddress? listen = null)
    {
        var fake = new FakeVirusTotal(apiKey, clock ?? TimeProvider.System);
        if (demoData) DemoData.AddTo(fake);
        var (app, address) = await FakeServer.StartAsync(listen ?? IPAddress.Loopback, port, new FakeVirusTotalApi(fake).Map);
        fake._app = app;
        fake.BaseAddress = new Uri(address, "/api/v3");
        return fake;
    }

    /// <summary>Makes an address known.</summary>
    /// <param name="address">The address.</param>
    /// <param name="known">What is known.</param>
    /// <returns>The same server.</returns>
    public FakeVirusTotal KnowsAddress(string address, KnownObject known) => Knows("ip_addresses", address, known);

    /// <summary>Makes a domain known.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="known">What is known.</param>
    /// <returns>The same server.</returns>
    public FakeVirusTotal KnowsDomain(string domain, KnownObject known) => Knows("domains", domain, known);

    /// <summary>Makes a file known.</summary>
    /// <param name="hash">Its MD5, SHA-1 or SHA-256 in lower hex.</param>
    /// <param name="known">What is known.</param>
    /// <returns>The same server.</returns>
    public FakeVirusTotal KnowsFile(string hash, KnownObject known) => Knows("files", hash, known);

    /// <summary>Makes a URL known.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="known">What is known.</param>
    /// <returns>The same server.</returns>
    public FakeVirusTotal KnowsUrl(string url, KnownObject known) => Knows("urls", url, known);

    /// <summary>Answers the next calls of a path as scripted, one call a reply; then as usual.</summary>
    /// <param name="path">The path below <c>/api/v3</c> without the query, e.g. <c>/ip_addresses/192.0.2.1</c>; <c>*</c> for any.</param>
    /// <param name="replies">The replies in order.</param>
    /// <returns>The same server.</returns>
    public FakeVirusTotal Script(string path, params VirusTotalReply[] replies)
    {
        ArgumentNullException.ThrowIfNull(replies);
        var script = _scripts.GetOrAdd(path, _ => new ConcurrentQueue<VirusTotalReply>());
        foreach (var reply in replies) script.Enqueue(reply);
        return this;
    }

    /// <summary>Answers every call of a path so, until told otherwise.</summary>
    /// <param name="path">The path, as for <see cref="Script"/>.</param>
    /// <param name="reply">The reply; null for the usual one again.</param>
    /// <returns>The same server.</returns>
    public FakeVirusTotal Always(string path, VirusTotalReply? reply)
    {
        if (reply is null) _standing.TryRemove(path, out _);
        else _standing[path] = reply;
        return this;
    }

    /// <summary>Answers 429 to more calls than so many a minute.</summary>
    /// <param name="perMinute">How many calls a minute are answered.</param>
    /// <param name="retryAfter">The header <c>Retry-After</c> of the refusals; null for none.</param>
    /// <returns>The same server.</returns>
    public FakeVirusTotal LimitTo(int perMinute, string? retryAfter = null)
    {
        (_perMinute, _rateRetryAfter) = (perMinute, retryAfter);
        return this;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_app is null) return;
        await _app.DisposeAsync();
    }

    internal KnownObject? Find(string collection, string id) => _objects.GetValueOrDefault((collection, id));

    internal void Record(VirusTotalCall call) => _calls.Enqueue(call);

    /// <summary>The reply that a script or a standing order has for a path, if any.</summary>
    internal VirusTotalReply? ReplyFor(string path)
    {
        foreach (var key in (string[])[path, "*"])
        {
            if (_scripts.TryGetValue(key, out var script) && script.TryDequeue(out var next)) return next;
            if (_standing.TryGetValue(key, out var standing)) return standing;
        }

        return null;
    }

    /// <summary>Counts a call against the rate limit.</summary>
    /// <returns>The refusal, or null when the call is within the limit.</returns>
    internal VirusTotalReply? Limit()
    {
        lock (_rateLock)
        {
            var now = Clock.GetUtcNow();
            while (_taken.TryPeek(out var oldest) && now - oldest >= TimeSpan.FromMinutes(1)) _taken.Dequeue();
            if (_taken.Count >= _perMinute) return VirusTotalReply.Error(429, _rateRetryAfter, "QuotaExceededError", "Quota exceeded");
            _taken.Enqueue(now);
            return null;
        }
    }

    private FakeVirusTotal Knows(string collection, string id, KnownObject known)
    {
        _objects[(collection, id)] = known;
        return this;
    }
}
