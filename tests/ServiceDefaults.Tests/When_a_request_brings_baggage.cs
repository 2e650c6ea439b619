using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;

namespace AlertResponder.ServiceDefaults.Tests;

public sealed class When_a_request_brings_baggage
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    [Fact]
    public async Task It_is_left_at_the_door_and_the_trace_goes_on()
    {
        var cancel = TestContext.Current.CancellationToken;
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        await using var app = builder.Build();
        app.UseServiceDefaults();
        app.MapGet("/seen", () => string.Join(
            ' ', Activity.Current!.TraceId, Activity.Current.TraceStateString, string.Join(',', Activity.Current.Baggage), string.Join(',', Baggage.Current.GetBaggage())));
        await app.StartAsync(cancel);
        using var http = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = new Uri(app.Urls.Single()) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/seen");
        request.Headers.Add("traceparent", $"00-{TraceId}-b7ad6b7169203331-01");
        request.Headers.Add("tracestate", "theirs=secret-state");
        request.Headers.Add("baggage", "theirs=secret-baggage");
        request.Headers.Add("Correlation-Context", "theirs=secret-context");

        using var response = await http.SendAsync(request, cancel);

        (await response.Content.ReadAsStringAsync(cancel)).TrimEnd().Should().Be(TraceId);
    }
}
