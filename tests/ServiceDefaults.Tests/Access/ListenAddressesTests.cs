using System.Net;
using System.Net.Sockets;
using AlertResponder.ServiceDefaults.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace AlertResponder.ServiceDefaults.Tests.Access;

public sealed class ListenAddressesTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://127.9.8.7")]
    [InlineData("http://localhost:5000")]
    [InlineData("http://LOCALHOST")]
    [InlineData("http://[::1]:8080")]
    [InlineData("http://127.0.0.1:8080;http://[::1]:8080")]
    [InlineData(" http://127.0.0.1:8080 ; ;http://localhost:8081 ")]
    public void Loopback_addresses_are_listened_on(string urls) => ListenAddresses.ErrorIn(urls, isGuarded: false).Should().BeNull();

    [Theory]
    [InlineData("http://0.0.0.0:8080")]
    [InlineData("http://[::]:8080")]
    [InlineData("http://*:8080")]
    [InlineData("http://+:8080")]
    [InlineData("http://192.168.1.10:8080")]
    [InlineData("http://example.com")]
    [InlineData("http://localhost.example.com")]
    [InlineData("http://127.0.0.1.example.com")]
    [InlineData("http://127.0.0.1:8080;http://0.0.0.0:8080")]
    public void Address_that_others_can_reach_is_refused_and_named(string urls) =>
        ListenAddresses.ErrorIn(urls, isGuarded: false).Should().Contain(urls.Split(';')[^1]).And.Contain("key new NAME");

    [Theory]
    [InlineData("")]
    [InlineData(" ; ")]
    [InlineData("8080")]
    [InlineData("127.0.0.1:8080")]
    [InlineData("https://127.0.0.1:8443")]
    [InlineData("unix:/tmp/socket")]
    [InlineData("http://")]
    public void What_is_no_address_is_refused_with_an_example(string urls) => ListenAddresses.ErrorIn(urls, isGuarded: false).Should().Contain("http://127.0.0.1:8080");

    [Theory]
    [InlineData("http://0.0.0.0:8080")]
    [InlineData("http://+:8080")]
    [InlineData("http://*:8080;http://127.0.0.1:8081")]
    public void Service_with_keys_listens_anywhere(string urls) => ListenAddresses.ErrorIn(urls, isGuarded: true).Should().BeNull();

    [Fact]
    public async Task Without_keys_nothing_ever_listens_where_others_reach_it()
    {
        await using var app = Server("http://0.0.0.0:0");
        var listened = false;
        app.Lifetime.ApplicationStarted.Register(() => listened = true);

        var start = () => app.StartGuardedAsync(TestContext.Current.CancellationToken);

        (await start.Should().ThrowAsync<StartupException>()).WithMessage("*http://0.0.0.0:0*key new NAME*Access__AllowAnonymous=true*");
        listened.Should().BeFalse();
    }

    [Fact]
    public async Task Everybody_is_allowed_only_by_a_setting_and_with_a_warning_at_each_start()
    {
        var log = new Lines();
        await using var app = Server("http://127.0.0.1:0", log: log, settings: ("Access:AllowAnonymous", "true"));

        await app.StartGuardedAsync(TestContext.Current.CancellationToken);

        log.All.Should().ContainSingle(line => line.StartsWith("Warning: ") && line.Contains("Access__AllowAnonymous"));
        ListenAddresses.ErrorIn("http://0.0.0.0:8080", isGuarded: true).Should().BeNull();
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://[::1]:0")]
    public async Task Server_on_a_loopback_address_starts(string url)
    {
        await using var app = Server(url);

        await app.StartGuardedAsync(TestContext.Current.CancellationToken);

        app.Urls.Should().ContainSingle().Which.Should().StartWith(url[..^1]);
    }

    [Fact]
    public async Task Server_that_listens_elsewhere_than_it_was_told_to_is_stopped()
    {
        // Past the addresses that were checked: endpoints set in code, as a hosting startup assembly does it, take the place of all urls.
        await using var app = Server("http://127.0.0.1:0", kestrel: kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.ListenAnyIP(0);
        });

        var start = () => app.StartGuardedAsync(TestContext.Current.CancellationToken);

        (await start.Should().ThrowAsync<StartupException>()).WithMessage("*not a loopback address*127.0.0.1*");
        app.Lifetime.ApplicationStopped.IsCancellationRequested.Should().BeTrue();
        app.Urls.Should().HaveCount(2);
        foreach (var port in app.Urls.Select(url => new Uri(url).Port))
        {
            using var socket = new TcpClient();
            var connect = () => socket.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken).AsTask();
            await connect.Should().ThrowAsync<SocketException>();
        }
    }

    private static WebApplication Server(
        string url, Action<KestrelServerOptions>? kestrel = null, Lines? log = null, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls(url).ConfigureKestrel(kestrel ?? (_ => { }));
        builder.Logging.ClearProviders();
        if (log is not null) builder.Logging.AddProvider(log);
        foreach (var (key, value) in settings) builder.Configuration[key] = value;
        builder.AddServiceDefaults();
        return builder.Build();
    }
}
