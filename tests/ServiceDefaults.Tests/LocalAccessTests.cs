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

namespace AlertResponder.ServiceDefaults.Tests;

public sealed class LocalAccessTests : IAsyncLifetime
{
    private readonly WebApplication _app;

    public LocalAccessTests()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        _app = builder.Build();
        _app.UseLocalAccess();
        _app.MapGet("/", () => "reached");
        _app.MapDefaultEndpoints();
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://127.9.8.7")]
    [InlineData("http://localhost:5000")]
    [InlineData("http://LOCALHOST")]
    [InlineData("http://[::1]:8080")]
    [InlineData("http://127.0.0.1:8080;http://[::1]:8080")]
    [InlineData(" http://127.0.0.1:8080 ; ;http://localhost:8081 ")]
    public void Loopback_addresses_are_listened_on(string urls) => LocalAccess.Fault(urls).Should().BeNull();

    [Theory]
    [InlineData("http://0.0.0.0:8080")]
    [InlineData("http://[::]:8080")]
    [InlineData("http://192.168.1.10:8080")]
    [InlineData("http://example.com")]
    [InlineData("http://localhost.example.com")]
    [InlineData("http://127.0.0.1.example.com")]
    [InlineData("http://127.0.0.1:8080;http://0.0.0.0:8080")]
    public void Address_that_others_can_reach_is_refused_and_named(string urls) =>
        LocalAccess.Fault(urls).Should().Contain(urls.Split(';')[^1]).And.Contain("loopback");

    [Theory]
    [InlineData("")]
    [InlineData(" ; ")]
    [InlineData("8080")]
    [InlineData("127.0.0.1:8080")]
    [InlineData("http://*:8080")]
    [InlineData("http://+:8080")]
    [InlineData("https://127.0.0.1:8443")]
    [InlineData("unix:/tmp/socket")]
    [InlineData("http://")]
    public void What_is_no_address_is_refused_with_an_example(string urls) => LocalAccess.Fault(urls).Should().Contain("http://127.0.0.1:8080");

    [Theory]
    [InlineData("localhost")]
    [InlineData("LocalHost:1234")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:8080")]
    [InlineData("[::1]")]
    [InlineData("[::1]:8080")]
    public async Task Local_name_in_the_Host_header_is_let_in(string host) =>
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
    [InlineData("http://localhost:3000")]
    [InlineData("http://127.0.0.1")]
    [InlineData("http://[::1]:8080")]
    [InlineData("")]
    public async Task Page_of_this_machine_is_let_in(string origin) =>
        (await AskAsync($"Host: localhost\r\nOrigin: {origin}")).Should().StartWith("HTTP/1.1 200");

    [Theory]
    [InlineData("https://example.com")]
    [InlineData("http://localhost.example.com")]
    [InlineData("http://127.0.0.1.example.com")]
    [InlineData("null")]
    [InlineData("file://")]
    [InlineData("nonsense")]
    [InlineData("http://localhost\r\nOrigin: http://example.com")]
    public async Task Page_of_another_site_is_refused(string origin) =>
        (await AskAsync($"Host: localhost\r\nOrigin: {origin}")).Should().StartWith("HTTP/1.1 403").And.Contain("another site").And.NotContain("reached");

    [Fact]
    public async Task Health_is_told_to_this_machine_only()
    {
        (await AskAsync("Host: localhost", target: "/health/live")).Should().Contain("Healthy");
        (await AskAsync("Host: example.com", target: "/health/live")).Should().StartWith("HTTP/1.1 403");
    }

    [Theory]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://[::1]:0")]
    public async Task Server_on_a_loopback_address_starts(string url)
    {
        await using var app = Server(url, _ => { });

        await app.StartLocallyAsync(TestContext.Current.CancellationToken);

        app.Urls.Should().ContainSingle().Which.Should().StartWith(url[..^1]);
    }

    [Fact]
    public async Task Server_that_listens_elsewhere_than_it_was_told_to_is_stopped()
    {
        // Past the addresses that were checked: endpoints set in code, as a hosting startup assembly does it, take the place of all urls.
        await using var app = Server("http://127.0.0.1:0", kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.ListenAnyIP(0);
        });

        var start = () => app.StartLocallyAsync(TestContext.Current.CancellationToken);

        (await start.Should().ThrowAsync<StartFaultException>()).WithMessage("*not a loopback address*127.0.0.1*");
        app.Lifetime.ApplicationStopped.IsCancellationRequested.Should().BeTrue();
        app.Urls.Should().HaveCount(2);
        foreach (var port in app.Urls.Select(url => new Uri(url).Port))
        {
            using var socket = new TcpClient();
            var connect = () => socket.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken).AsTask();
            await connect.Should().ThrowAsync<SocketException>();
        }
    }

    public async ValueTask InitializeAsync() => await _app.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static WebApplication Server(string url, Action<KestrelServerOptions> kestrel)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls(url).ConfigureKestrel(kestrel);
        builder.Logging.ClearProviders();
        return builder.Build();
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
