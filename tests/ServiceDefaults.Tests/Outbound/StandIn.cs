using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AlertResponder.ServiceDefaults.Tests.Outbound;

/// <summary>Another organization's server, on a real port of this machine: answers as a test says, and keeps the headers that came.</summary>
internal sealed class StandIn : IAsyncDisposable
{
    private readonly WebApplication _server;

    private StandIn(WebApplication server) => _server = server;

    public Uri Address => new(_server.Urls.First());

    public ConcurrentQueue<Dictionary<string, string>> Requests { get; } = new();

    public static async Task<StandIn> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var standIn = new StandIn(builder.Build());
        standIn._server.Run(async context =>
        {
            standIn.Requests.Enqueue(context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString()));
            await answer(context);
        });
        await standIn._server.StartAsync();
        return standIn;
    }

    /// <summary>Answers with this body.</summary>
    public static Task<StandIn> StartAsync(ReadOnlyMemory<byte> body, string? contentType = "application/json", int status = 200, bool chunked = false) =>
        StartAsync(async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = contentType;
            if (!chunked) context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        });

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
