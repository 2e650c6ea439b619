using System.Diagnostics;
using AlertResponder.ServiceDefaults.Outbound;
using AlertResponder.ServiceDefaults.Tests.Access;
using AlertResponder.ServiceDefaults.Tests.Outbound;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;

namespace AlertResponder.ServiceDefaults.Tests;

public sealed class When_a_caller_sends_baggage : IAsyncLifetime
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string Secret = "bearer-of-this-system";
    private readonly Lines _log = new();
    private StandIn _peer = null!;
    private WebApplication _app = null!;
    private (string TraceId, string? TraceState, int Baggage, int OpenTelemetryBaggage) _seen;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _peer = await StandIn.StartAsync("{}"u8.ToArray());
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(_log);
        builder.AddServiceDefaults();
        builder.Services.AddGuardedHttpClient<Client>(_ =>
            (_peer.Address, new OutboundLimits { MaxAnswerBytes = 1024, Timeout = TimeSpan.FromSeconds(20) }));
        _app = builder.Build();
        _app.MapGet("/", async (Client client) =>
        {
            var activity = Activity.Current!;
            _seen = (activity.TraceId.ToString(), activity.TraceStateString, activity.Baggage.Count(), Baggage.Current.Count);
            await client.AskAsync(new Uri(_peer.Address, "/what-is-asked"));
        }).AllowAnonymous();
        await _app.StartAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _peer.DisposeAsync();
    }

    [Fact]
    public async Task Its_trace_goes_on_and_nothing_else_of_it_and_nothing_goes_to_others()
    {
        await CallAsync();

        _seen.Should().Be((TraceId, null, 0, 0));
        _peer.Requests.Should().ContainSingle().Which.Keys.Should().BeEquivalentTo("Host", "Authorization", "Accept-Encoding");
    }

    [Fact]
    public async Task No_level_of_logging_shows_what_was_asked_or_the_secret()
    {
        await CallAsync();

        string.Join('\n', _log.All).Should().NotContain(Secret).And.NotContain("what-is-asked");
    }

    private async Task CallAsync()
    {
        using var http = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null });
        using var request = new HttpRequestMessage(HttpMethod.Get, _app.Urls.First());
        request.Headers.Add("traceparent", $"00-{TraceId}-b7ad6b7169203331-01");
        request.Headers.Add("tracestate", "vendor=secret");
        request.Headers.Add("baggage", "user=mallory,token=secret");
        request.Headers.Add("Correlation-Context", "user=mallory");
        request.Headers.Add("Request-Id", "|legacy.1.");
        using var answer = await http.SendAsync(request, Cancel);
        answer.EnsureSuccessStatusCode();
    }

    private sealed class Client(HttpClient http)
    {
        public async Task AskAsync(Uri address)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Add("Authorization", $"Bearer {Secret}");
            using var answer = await http.SendAsync(request, Cancel);
        }
    }
}
