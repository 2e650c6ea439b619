using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace AlertResponder.Receptor.Tests.Http;

public sealed class When_senders_have_keys : IAsyncLifetime
{
    private const string Minimal = """{"name":"n","rule":"r"}""";

    private ReceptorHost _host = null!;

    [Fact]
    public async Task Name_of_the_key_stands_in_the_alert()
    {
        _host.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "key-of-soar");

        (await _host.SendAsync(Minimal)).Alert.Source.Sender.Should().Be("soar");
    }

    [Fact]
    public async Task Two_senders_with_one_idempotency_key_have_sent_two_alerts()
    {
        using var first = await PostAsync("key-of-soar");
        using var again = await PostAsync("key-of-soar");
        using var other = await PostAsync("key-of-siem");

        var receipt = (await first.AnswerAsync()).Accepted.Single().ReceiptId;
        (await again.AnswerAsync()).Accepted.Single().ReceiptId.Should().Be(receipt);
        (await other.AnswerAsync()).Accepted.Single().ReceiptId.Should().NotBe(receipt);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("key-of-nobody", HttpStatusCode.Unauthorized)]
    [InlineData("key-of-a-reader", HttpStatusCode.Forbidden)]
    public async Task Who_may_not_send_alerts_sends_none(string? key, HttpStatusCode status)
    {
        using var response = await PostAsync(key);

        response.StatusCode.Should().Be(status);
        _host.Alerts.Should().BeEmpty();
    }

    public async ValueTask InitializeAsync()
    {
        var settings = new Dictionary<string, string?>();
        foreach (var (index, name, scope) in ((int, string, string)[])[(0, "soar", "alerts"), (1, "siem", "alerts"), (2, "a-reader", "reports:read")])
        {
            settings[$"Access:ApiKeys:{index}:Name"] = name;
            settings[$"Access:ApiKeys:{index}:Sha256"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"key-of-{name}")));
            settings[$"Access:ApiKeys:{index}:Scopes"] = scope;
        }

        _host = await ReceptorHost.StartAsync(settings);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private Task<HttpResponseMessage> PostAsync(string? key)
    {
        _host.Client.DefaultRequestHeaders.Remove("X-Api-Key");
        if (key is not null) _host.Client.DefaultRequestHeaders.Add("X-Api-Key", key);
        return _host.PostAsync(Minimal, idempotencyKey: "the-same");
    }
}
