using System.Net;
using System.Net.Sockets;
using AlertResponder.ServiceDefaults.Outbound;

namespace AlertResponder.ServiceDefaults.Tests.Outbound;

public sealed class When_only_public_addresses_are_asked : IDisposable
{
    private static readonly OutboundLimits Limits = new() { MaxAnswerBytes = 0, Timeout = TimeSpan.FromSeconds(20), PublicOnly = true };

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public When_only_public_addresses_are_asked()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f000001")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("0177.0.0.1")]
    [InlineData("0")]
    [InlineData("0.0.0.0")]
    [InlineData("[::1]")]
    [InlineData("[0:0:0:0:0:0:0:1]")]
    [InlineData("[::]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[::ffff:7f00:1]")]
    [InlineData("[64:ff9b::7f00:1]")]
    [InlineData("[2002:7f00:1::]")]
    [InlineData("[fe80::1]")]
    [InlineData("169.254.169.254")]
    [InlineData("[fd00:ec2::254]")]
    [InlineData("10.0.0.1")]
    [InlineData("100.64.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("localhost")]
    [InlineData("LOCALHOST")]
    public async Task Internal_address_is_refused_in_every_notation(string host) =>
        (await FailureAsync(host)).Failure.Should().Be(OutboundFailure.NotPublic);

    [Fact]
    public async Task Name_of_which_one_address_is_internal_is_refused() =>
        (await FailureAsync("soc.example", ["8.8.8.8", "127.0.0.1"])).Failure.Should().Be(OutboundFailure.NotPublic);

    [Fact]
    public async Task Name_is_looked_up_before_each_connection_and_once()
    {
        var lookups = new List<string>();
        using var http = Client("soc.example", host =>
        {
            lookups.Add(host);
            // The next answer is another one, as an attacker's name server gives it.
            return lookups.Count == 1 ? [IPAddress.Parse("8.8.8.8"), IPAddress.Parse("100::1")] : [IPAddress.Loopback];
        });

        var first = await FailureAsync(http, "soc.example");
        var second = await FailureAsync(http, "soc.example");

        first.Message.Should().Contain("a reserved address");
        second.Message.Should().Contain("a loopback address");
        lookups.Should().Equal("soc.example", "soc.example");
        _listener.Poll(0, SelectMode.SelectRead).Should().BeFalse("nobody has connected");
    }

    public void Dispose() => _listener.Dispose();

    private async Task<OutboundHttpException> FailureAsync(string host, params string[] addresses)
    {
        using var http = addresses is [] ? Client(host) : Client(host, _ => [.. addresses.Select(IPAddress.Parse)]);
        var failure = await FailureAsync(http, host);
        _listener.Poll(0, SelectMode.SelectRead).Should().BeFalse("nobody has connected");
        return failure;
    }

    private async Task<OutboundHttpException> FailureAsync(HttpClient http, string host)
    {
        var ask = () => http.GetAsync(Address(host), Cancel);
        return (await ask.Should().ThrowAsync<OutboundHttpException>()).Which;
    }

    private HttpClient Client(string host, Func<string, IPAddress[]>? lookUp = null) => new(lookUp is null
        ? OutboundHttpGuard.Create(Address(host), Limits)
        : OutboundHttpGuard.Create(Address(host), Limits, time: null, AnswerMemory.OfProcess, (name, _) => Task.FromResult(lookUp(name))));

    private Uri Address(string host) => new($"http://{host}:{((IPEndPoint)_listener.LocalEndPoint!).Port}/");
}
