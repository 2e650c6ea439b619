using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace SampleNamespace.Tests;

/// <summary>A server that takes what is put, on a free port of this machine.</summary>
internal sealed class FakeTarget : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, string> _documents = new();
    private readonly WebApplication _app;
    private int _lost;
    private int _failing;

    private FakeTarget(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    public static async Task<FakeTarget> StartAsync()
    {
        // An empty builder: it reads no environment variables, which are the emitter's.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var target = new FakeTarget(builder.Build());
        target._app.Run(target.AnswerAsync);
        await target._app.StartAsync();
        return target;
    }

    /// <summary>What was put of a report: <c>opened</c>, <c>verdict 1</c>.</summary>
    public IReadOnlyList<string> Of(Guid report) =>
        [.. _documents.Keys.Where(path => path.StartsWith($"/{report}/", StringComparison.Ordinal)).Select(path => path.Split('/')[^1].Replace('-', ' '))];

    public void LoseNextAnswer() => Interlocked.Increment(ref _lost);

    public void FailNextCalls(int count) => Interlocked.Add(ref _failing, count);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static bool Takes(ref int count)
    {
        if (Interlocked.Decrement(ref count) >= 0) return true;
        Interlocked.Increment(ref count);
        return false;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var document = await reader.ReadToEndAsync(context.RequestAborted);
        if (Takes(ref _failing))
        {
            context.Abort();
            return;
        }

        _documents[context.Request.Path] = document;
        if (Takes(ref _lost)) context.Abort();
    }
}
