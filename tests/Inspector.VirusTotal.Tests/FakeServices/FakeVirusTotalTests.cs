using System.Net;
using System.Text.Json.Nodes;
using AlertResponder.FakeServices.VirusTotal;

namespace AlertResponder.Inspector.VirusTotal.Tests.FakeServices;

/// <summary>The stand-in behaves as the API is documented, where the inspector's own tests do not show it.</summary>
public sealed class FakeVirusTotalTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private FakeVirusTotal _fake = null!;

    public async ValueTask InitializeAsync() => _fake = await FakeVirusTotal.StartAsync();

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return _fake.DisposeAsync();
    }

    [Theory]
    [InlineData(null, "AuthenticationRequiredError")]
    [InlineData("wrong", "WrongCredentialsError")]
    public async Task Without_the_right_key_it_answers_401(string? key, string code)
    {
        var (status, body) = await GetAsync($"/ip_addresses/{DemoData.MaliciousAddress}", key);
        status.Should().Be(HttpStatusCode.Unauthorized);
        body["error"]!["code"]!.GetValue<string>().Should().Be(code);
        body["error"]!["message"]!.GetValue<string>().Should().NotBeEmpty();
        _fake.Calls.Single().HasKey.Should().Be(key is not null);
    }

    [Theory]
    [InlineData("/ip_addresses/8.8.8.8")]
    [InlineData("/urls/thisurlidmakesnosense!")]
    [InlineData("/ip_addresses/185.220.101.34/nonsense")]
    [InlineData("/nowhere")]
    public async Task What_it_does_not_know_is_a_404_with_the_documented_code(string path)
    {
        var (status, body) = await GetAsync(path, _fake.ApiKey);
        status.Should().Be(HttpStatusCode.NotFound);
        body["error"]!["code"]!.GetValue<string>().Should().Be("NotFoundError");
    }

    [Fact]
    public async Task Relationships_come_page_by_page()
    {
        var path = $"/ip_addresses/{DemoData.MaliciousAddress}/urls?limit=2";
        var (_, first) = await GetAsync(path, _fake.ApiKey);
        first["data"]!.AsArray().Should().HaveCount(2);
        var (_, second) = await GetAsync($"{path}&cursor={first["meta"]!["cursor"]}", _fake.ApiKey);
        second["data"]!.AsArray().Should().ContainSingle();
        second["meta"]!["cursor"].Should().BeNull();
    }

    [Fact]
    public async Task Calls_over_the_limit_of_a_minute_are_refused()
    {
        _fake.LimitTo(4);
        for (var i = 0; i < 4; i++) (await GetAsync("/domains/evil.com", _fake.ApiKey)).Status.Should().Be(HttpStatusCode.NotFound);
        (await GetAsync("/domains/evil.com", _fake.ApiKey)).Status.Should().Be(HttpStatusCode.TooManyRequests);
    }

    private async Task<(HttpStatusCode Status, JsonNode Body)> GetAsync(string path, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _fake.BaseAddress + path);
        if (key is not null) request.Headers.Add("x-apikey", key);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!);
    }
}
