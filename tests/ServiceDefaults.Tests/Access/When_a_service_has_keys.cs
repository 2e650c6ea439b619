using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AlertResponder.ServiceDefaults.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AlertResponder.ServiceDefaults.Tests.Access;

public sealed class When_a_service_has_keys : IAsyncLifetime
{
    private const string SenderKey = "ar_the-key-of-a-sender";
    private const string ReaderKey = "ar_the-key-of-a-reader";
    private const int ReaderLimit = 3;

    private readonly Lines _log = new();
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();

    public When_a_service_has_keys()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace);
        builder.AddServiceLogging();
        builder.Logging.ClearProviders().AddProvider(_log);
        var keys = builder.Configuration.GetSection("Access:ApiKeys");
        foreach (var (index, name, key, scopes) in ((int, string, string, string)[])
            [(0, "soar", SenderKey, "alerts"), (1, "dashboard", ReaderKey, "reports:read, reports:write")])
        {
            keys[$"{index}:Name"] = name;
            keys[$"{index}:Sha256"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
            keys[$"{index}:Scopes"] = scopes;
        }

        keys["1:RequestsPerMinute"] = ReaderLimit.ToString(CultureInfo.InvariantCulture);
        builder.AddServiceDefaults();
        builder.AddApiReference();
        _app = builder.Build();
        _app.UseServiceDefaults();
        _app.MapPost("/alerts", (HttpContext context) => context.User.Identity!.Name).RequireAuthorization(AccessScopes.Alerts);
        _app.MapGet("/reports", (HttpContext context) => context.User.Identity!.Name).RequireAuthorization(AccessScopes.ReadReports);
        _app.MapGet("/forgotten", () => "an endpoint that names no scope");
    }

    [Theory]
    [InlineData("Authorization", $"Bearer {SenderKey}")]
    [InlineData("authorization", $"bearer   {SenderKey} ")]
    [InlineData("X-Api-Key", SenderKey)]
    public async Task Caller_is_known_by_its_key(string header, string value)
    {
        using var answer = await SendAsync(HttpMethod.Post, "/alerts", header, value);

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Be("soar");
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("Authorization", "Bearer ar_another-key")]
    [InlineData("Authorization", $"Basic {SenderKey}")]
    [InlineData("Authorization", SenderKey)]
    [InlineData("X-Api-Key", $"{SenderKey}x")]
    [InlineData("X-Api-Key", "the-key-of-a-sender")]
    public async Task Request_without_a_known_key_is_told_what_to_send(string? header, string value)
    {
        foreach (var path in (string[])["/alerts", "/forgotten", "/nothing-here"])
        {
            using var answer = await SendAsync(path == "/alerts" ? HttpMethod.Post : HttpMethod.Get, path, header, value);

            answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized, path);
            answer.Headers.WwwAuthenticate.ToString().Should().Be("Bearer");
            (await DetailAsync(answer)).Should().Contain("X-Api-Key: KEY").And.NotContain("key-of-a-sender");
        }
    }

    [Fact]
    public async Task Hash_itself_is_no_key()
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(SenderKey)));

        using var answer = await SendAsync(HttpMethod.Post, "/alerts", "X-Api-Key", hash);

        answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Key_does_only_what_its_scopes_say()
    {
        using var answer = await SendAsync(HttpMethod.Get, "/reports", "X-Api-Key", SenderKey);

        answer.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await DetailAsync(answer)).Should().Contain("'soar'").And.Contain("reports:read");
    }

    [Fact]
    public async Task Requests_past_the_limit_of_a_key_are_put_off_and_those_of_other_keys_are_not()
    {
        for (var sent = 0; sent < ReaderLimit; sent++)
        {
            using var taken = await SendAsync(HttpMethod.Get, "/reports", "X-Api-Key", ReaderKey);
            taken.StatusCode.Should().Be(HttpStatusCode.OK);
        }

        using var refused = await SendAsync(HttpMethod.Get, "/reports", "X-Api-Key", ReaderKey);
        using var other = await SendAsync(HttpMethod.Post, "/alerts", "X-Api-Key", SenderKey);

        refused.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta.Should().BePositive().And.BeLessThanOrEqualTo(TimeSpan.FromMinutes(1));
        (await DetailAsync(refused)).Should().Contain("'dashboard'");
        other.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/openapi/v1.json", null, HttpStatusCode.OK)]
    [InlineData("/reports", null, HttpStatusCode.Unauthorized)]
    [InlineData("/reports", "a-wrong-key", HttpStatusCode.Unauthorized)]
    [InlineData("/nothing-here", "a-wrong-key", HttpStatusCode.Unauthorized)]
    public async Task Requests_without_a_known_key_have_a_limit_by_their_address_and_those_with_one_do_not_share_it(
        string path, string? key, HttpStatusCode status)
    {
        for (var sent = 0; sent < AccessExtensions.AnonymousRequestsPerMinute; sent++)
        {
            using var taken = await SendAsync(HttpMethod.Get, path, key is null ? null : "X-Api-Key", key ?? "");
            taken.StatusCode.Should().Be(status);
        }

        using var refused = await SendAsync(HttpMethod.Get, path, key is null ? null : "X-Api-Key", key ?? "");
        using var known = await SendAsync(HttpMethod.Post, "/alerts", "X-Api-Key", SenderKey);
        using var health = await SendAsync(HttpMethod.Get, "/health/ready", null, "");

        refused.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta.Should().BePositive().And.BeLessThanOrEqualTo(TimeSpan.FromMinutes(1));
        (await DetailAsync(refused)).Should().Contain("without a key");
        known.StatusCode.Should().Be(HttpStatusCode.OK);
        health.StatusCode.Should().Be(HttpStatusCode.OK);
        if (key is not null) _log.All.Count(line => line.Contains("its key is unknown")).Should().Be(AccessExtensions.AnonymousRequestsPerMinute);
    }

    [Fact]
    public async Task Health_and_the_description_need_no_key()
    {
        foreach (var path in (string[])["/health/live", "/health/ready", "/openapi/v1.json"])
        {
            using var answer = await SendAsync(HttpMethod.Get, path, null, "");
            answer.StatusCode.Should().Be(HttpStatusCode.OK, path);
        }
    }

    [Fact]
    public async Task Any_host_name_may_be_called_for_the_key_is_the_guard()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/alerts") { Headers = { Host = "alerts.example.org" } };
        request.Headers.Add("X-Api-Key", SenderKey);

        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Key_is_never_logged_and_a_wrong_one_is_told_by_the_address_it_came_from()
    {
        const string wrong = "ar_some-other-services-key";
        (await SendAsync(HttpMethod.Post, "/alerts", "X-Api-Key", wrong)).Dispose();
        (await SendAsync(HttpMethod.Post, "/alerts", "Authorization", $"Bearer {SenderKey}")).Dispose();

        _log.All.Should().Contain(line => line.StartsWith("Warning: ") && line.Contains("127.0.0.1"));
        _log.All.Should().NotContain(line => line.Contains(wrong) || line.Contains(SenderKey));
    }

    public async ValueTask InitializeAsync()
    {
        await _app.StartGuardedAsync();
        _http.BaseAddress = new Uri(_app.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? header, string value)
    {
        var request = new HttpRequestMessage(method, path);
        if (header is not null) request.Headers.TryAddWithoutValidation(header, value);
        return _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<string> DetailAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!["detail"]!.GetValue<string>();
}
