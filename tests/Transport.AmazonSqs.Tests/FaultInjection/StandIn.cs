using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Transport.AmazonSqs.Tests.FaultInjection;

/// <summary>
/// Stands in for AWS in front of the local server: answers as a test tells it, passes on the rest, and keeps the bodies of the requests.
/// </summary>
internal sealed class StandIn : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Answer> _answers = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _calls = new();
    private readonly HttpClient _server;
    private readonly WebApplication _app;

    private StandIn(Uri server)
    {
        _server = new HttpClient { BaseAddress = server };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>Answers a request.</summary>
    /// <param name="request">Its body.</param>
    /// <param name="pass">Passes a body on to the server, which may be another one, and gives its answer.</param>
    public delegate Task<string> Answer(string request, Func<string, Task<string>> pass);

    public Uri Url => new(_app.Urls.Single());

    public static async Task<StandIn> StartAsync(Uri server)
    {
        var standIn = new StandIn(server);
        await standIn._app.StartAsync();
        return standIn;
    }

    /// <summary>Sets the answer to an action, from now on.</summary>
    public void On(string action, Answer answer) => _answers[action] = answer;

    /// <summary>Passes on everything, from now on.</summary>
    public void Heal() => _answers.Clear();

    /// <summary>The bodies of the requests of an action so far.</summary>
    public IReadOnlyCollection<string> Calls(string action) => _calls.TryGetValue(action, out var calls) ? [.. calls] : [];

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(soon.Token);
        await _app.DisposeAsync();
        _server.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var target = context.Request.Headers["X-Amz-Target"].ToString();
        var action = target.Length > 0 ? target[(target.LastIndexOf('.') + 1)..] : System.Web.HttpUtility.ParseQueryString(body)["Action"]!;
        _calls.GetOrAdd(action, _ => new()).Enqueue(body);

        var status = StatusCodes.Status200OK;
        var type = target.Length > 0 ? "application/x-amz-json-1.0" : "text/xml";
        var answer = _answers.TryGetValue(action, out var own) ? await own(body, PassAsync) : await PassAsync(body);
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        await context.Response.WriteAsync(answer, context.RequestAborted);

        async Task<string> PassAsync(string passed)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, context.Request.Path) { Content = new StringContent(passed) };
            request.Content.Headers.Remove("Content-Type");
            foreach (var name in (string[])["Content-Type", "X-Amz-Target", "Authorization", "X-Amz-Date"])
                request.Headers.TryAddWithoutValidation(name, context.Request.Headers[name].ToString());
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
            using var response = await _server.SendAsync(request, context.RequestAborted);
            status = (int)response.StatusCode;
            type = response.Content.Headers.ContentType?.ToString() ?? type;
            return await response.Content.ReadAsStringAsync(context.RequestAborted);
        }
    }
}
