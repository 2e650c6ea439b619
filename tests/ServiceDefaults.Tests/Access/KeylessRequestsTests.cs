using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AlertResponder.ServiceDefaults.Tests.Access;

public sealed class KeylessRequestsTests : IAsyncLifetime
{
    private readonly WebApplication _app;

    public KeylessRequestsTests()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration["Access:Hosts"] = "alerts.example.org, 192.0.2.7";
        builder.AddServiceDefaults();
        builder.AddApiReference();
        _app = builder.Build();
        _app.UseServiceDefaults();
        _app.MapGet("/", () => "reached");
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LocalHost:1234")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:8080")]
    [InlineData("[::1]")]
    [InlineData("[::1]:8080")]
    [InlineData("Alerts.example.org")]
    [InlineData("alerts.example.org:8080")]
    [InlineData("192.0.2.7")]
    public async Task Local_or_named_Host_header_is_let_in(string host) =>
        (await AskAsync($"Host: {host}")).Should().StartWith("HTTP/1.1 200");

    [Theory]
    [InlineData("example.com")]
    [InlineData("example.com:8080")]
    [InlineData("localhost.example.com")]
    [InlineData("localhost.")]
    [InlineData("127.0.0.1.example.com")]
    [InlineData("10.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("[::2]")]
    [InlineData("")]
    public async Task Any_other_Host_header_is_refused(string host)
    {
        var answer = await AskAsync($"Host: {host}");

        answer.Should().StartWith("HTTP/1.1 403").And.Contain("application/problem+json").And.Contain("Host header").And.NotContain("reached");
    }

    [Theory]
    [InlineData("Host: a b")]
    [InlineData("Host: localhost\r\nHost: example.com")]
    [InlineData("Host: localhost:port")]
    [InlineData("X: no host at all")]
    public async Task Host_header_that_is_none_reaches_nothing(string headers) =>
        (await AskAsync(headers)).Should().MatchRegex("^HTTP/1.1 40[03] ").And.NotContain("reached");

    [Fact]
    public async Task Request_of_HTTP_1_0_without_a_Host_header_is_refused() =>
        (await AskAsync("X: y", version: "1.0")).Should().Contain(" 403 ").And.NotContain("reached");

    [Fact]
    public async Task Absolute_address_in_the_request_line_counts_as_the_host() =>
        (await AskAsync("Host: example.com", target: "http://example.com/")).Should().StartWith("HTTP/1.1 403");

    [Theory]
    [InlineData("localhost", "http://localhost")]
    [InlineData("localhost:8080", "http://localhost:8080")]
    [InlineData("[::1]:8080", "http://[::1]:8080")]
    [InlineData("alerts.example.org", "https://alerts.example.org")]
    [InlineData("localhost", "")]
    public async Task Page_of_the_service_itself_is_let_in(string host, string origin) =>
        (await AskAsync($"Host: {host}\r\nOrigin: {origin}")).Should().StartWith("HTTP/1.1 200");

    [Theory]
    [InlineData("https://example.com")]
    [InlineData("http://localhost:3000")]
    [InlineData("http://127.0.0.1")]
    [InlineData("http://localhost.example.com")]
    [InlineData("http://127.0.0.1.example.com")]
    [InlineData("null")]
    [InlineData("file://")]
    [InlineData("nonsense")]
    [InlineData("http://localhost\r\nOrigin: http://example.com")]
    public async Task Page_of_another_site_is_refused(string origin) =>
        (await AskAsync($"Host: localhost\r\nOrigin: {origin}")).Should().StartWith("HTTP/1.1 403").And.Contain("another site").And.NotContain("reached");

    [Fact]
    public async Task Health_is_told_to_a_load_balancer_that_asks_by_address() =>
        (await AskAsync("Host: 10.1.2.3:8080", target: "/health/live")).Should().StartWith("HTTP/1.1 200").And.Contain("Healthy");

    public async ValueTask InitializeAsync() => await _app.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    // By socket: HttpClient would not send most of these.
    private async Task<string> AskAsync(string headers, string target = "/", string version = "1.1")
    {
        var address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, address.Port, TestContext.Current.CancellationToken);
        var stream = socket.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"GET {target} HTTP/{version}\r\n{headers}\r\nConnection: close\r\n\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
