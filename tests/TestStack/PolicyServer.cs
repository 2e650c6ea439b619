using System.Net;
using System.Text.Json;
using AlertResponder.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.TestStack;

/// <summary>An organization's own policy, as <c>Policy=Http</c> asks it.</summary>
internal sealed class PolicyServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _asked;
    private int _held;

    private PolicyServer(WebApplication app) => _app = app;

    /// <summary>For the setting <c>Policy__Url</c>.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1/");

    /// <summary>How it judges a report.</summary>
    public Func<ReportDocument, (string Severity, string Reason)> Judge { get; set; } = _ => ("urgent", "the test says so");

    /// <summary>What it waits for before it judges.</summary>
    public Func<Task> WaitsFor { get; set; } = () => Task.CompletedTask;

    /// <summary>How often it was asked.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public static async Task<PolicyServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = new PolicyServer(builder.Build());
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync();
        var address = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        server.Url = new Uri(new Uri(address), "/judge");
        return server;
    }

    /// <summary>The next one who asks gets no answer.</summary>
    public void HoldNext() => Interlocked.Exchange(ref _held, 1);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var report = await JsonSerializer.DeserializeAsync<ReportDocument>(context.Request.Body, JsonSerializerOptions.Web, context.RequestAborted);
        var isHeld = Interlocked.Exchange(ref _held, 0) == 1;
        Interlocked.Increment(ref _asked);
        if (isHeld) await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (context.RequestAborted.IsCancellationRequested) return;

        await WaitsFor();
        var (severity, reason) = Judge(report!);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(JsonSerializer.Serialize(new { severity, reason, rule = "test" }), context.RequestAborted);
    }
}
