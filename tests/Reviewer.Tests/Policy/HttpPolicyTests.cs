using AlertResponder.Contracts;
using AlertResponder.Reviewer.Policy;
using AlertResponder.Reviewer.Reports;
using AlertResponder.ServiceDefaults.Outbound;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AlertResponder.Reviewer.Tests.Policy;

public sealed class HttpPolicyTests
{
    [Fact]
    public async Task Verdict_of_the_organizations_service_is_taken_and_it_gets_document_and_token()
    {
        string? authorization = null;
        ReportDocument? received = null;
        var verdict = await AskAsync(async context =>
        {
            authorization = context.Request.Headers.Authorization;
            received = await context.Request.ReadFromJsonAsync<ReportDocument>();
            return Results.Text("""{"severity":"urgent","reason":"we know them","rule":"known-bad","more":1}""", "application/json");
        });

        (verdict.Severity, verdict.Reason, verdict.Rule, verdict.DecidedBy).Should().Be((Severity.Urgent, "we know them", "known-bad", "http"));
        authorization.Should().Be("Bearer policy-token");
        received!.Attributes.Should().ContainSingle();
    }

    [Theory]
    [InlineData(500, "{}", "answered 500")]
    [InlineData(302, "", "answered 302")]
    [InlineData(200, "<html>", "did not answer with a verdict in JSON")]
    [InlineData(200, "null", "without severity")]
    [InlineData(200, """{"severity":"terrible","reason":"x"}""", "without severity")]
    [InlineData(200, """{"severity":"safe"}""", "without severity")]
    [InlineData(200, """{"severity":1,"reason":"x"}""", "did not answer with a verdict in JSON")]
    public async Task Answer_that_is_no_verdict_says_what_is_wrong(int status, string body, string fault)
    {
        var ask = () => AskAsync(_ => Task.FromResult(Results.Text(body, "application/json", statusCode: status)));

        (await ask.Should().ThrowAsync<PolicyAnswerException>()).Which.Message.Should().Contain(fault).And.NotContain("policy-token");
    }

    [Theory]
    [InlineData("application/json; charset=utf8")]
    [InlineData("application/json; charset=nobody-knows")]
    public async Task Verdict_is_read_whatever_the_charset_is_called(string contentType)
    {
        var verdict = await AskAsync("""{"severity":"urgent","reason":"müller"}""", contentType);

        (verdict.Severity, verdict.Reason).Should().Be((Severity.Urgent, "müller"));
    }

    [Theory]
    [InlineData("""{"severity":"urgent","reason":"x","rule":5}""", "x", "http")]
    [InlineData("""{"severity":"urgent","reason":"x","rule":{"a":[1]}}""", "x", "http")]
    [InlineData("""{"severity":"urgent","reason":"x","rule":null}""", "x", "http")]
    [InlineData("""{"severity":"urgent","reason":"x","more":1e308,"yet":99999999999999999999}""", "x", "http")]
    [InlineData("""{"severity":"urgent","reason":"a\ud800b","rule":"r\ufffe"}""", "a\\ud800b", "r\uFFFD")]
    public async Task What_decides_nothing_undoes_no_verdict(string body, string reason, string rule)
    {
        var verdict = await AskAsync(body);

        (verdict.Severity, verdict.Reason, verdict.Rule).Should().Be((Severity.Urgent, reason, rule));
    }

    [Fact]
    public async Task Answer_that_is_too_long_or_too_deep_is_no_verdict_and_says_so()
    {
        var tooLong = () => AskAsync($$"""{"severity":"urgent","reason":"{{new string('x', 64 * 1024)}}"}""");
        (await tooLong.Should().ThrowAsync<PolicyAnswerException>()).WithMessage("*longer than 64 KiB*");

        var tooDeep = () => AskAsync("""{"severity":"urgent","reason":"x","more":""" + new string('[', 200) + new string(']', 200) + "}");
        (await tooDeep.Should().ThrowAsync<PolicyAnswerException>()).WithMessage("*nested deeper*");
    }

    [Theory]
    [InlineData("http://policy.intern.example/judge", null, "Policy__AllowHttp")]
    [InlineData("http://10.0.0.5/judge", null, "Policy__AllowHttp")]
    [InlineData("ftp://localhost/judge", null, "Policy__Url")]
    [InlineData("https://user:hidden@policy.example/judge", null, "user info")]
    [InlineData("ftp://user:hidden@policy.example/judge", null, "user info")]
    [InlineData("user:hidden@policy.example", null, "user info")]
    [InlineData("https://policy.example/judge", "hidden\r\nX: y", "Policy__Token")]
    [InlineData("https://policy.example/judge", "hidden-ü", "Policy__Token")]
    public void Setting_that_would_fail_or_disclose_is_refused_and_no_secret_is_shown(string url, string? token, string fault) =>
        new PolicyOptions { Url = url, Token = token }.Validate(Http).Should().ContainSingle()
            .Which.Should().Contain(fault).And.NotContain("hidden");

    [Theory]
    [InlineData("https://policy.example/judge", false)]
    [InlineData("http://127.0.0.1:8090/judge", false)]
    [InlineData("http://localhost/judge", false)]
    [InlineData("http://policy:8080/judge", true)]
    public void Address_is_https_or_this_machine_or_allowed(string url, bool allowHttp) =>
        new PolicyOptions { Url = url, AllowHttp = allowHttp, Token = "t0ken" }.Validate(Http).Should().BeEmpty();

    private static IConfiguration Http => new ConfigurationBuilder().AddInMemoryCollection([new("Policy", "Http")]).Build();

    private static Task<Verdict> AskAsync(string body, string contentType = "application/json") => AskAsync(async context =>
    {
        context.Response.ContentType = contentType;
        await context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(body));
        return Results.Empty;
    });

    private static async Task<Verdict> AskAsync(Func<HttpContext, Task<IResult>> answer)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var server = builder.Build();
        server.MapPost("/judge", async context => await (await answer(context)).ExecuteAsync(context));
        await server.StartAsync();
        var url = $"{server.Urls.First()}/judge";
        var services = new ServiceCollection();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(Options.Create(new PolicyOptions { Url = url, Token = "policy-token" }));
        services.AddGuardedHttpClient<HttpPolicy>(_ => (new Uri(url), HttpPolicy.Limits));
        await using var provider = services.BuildServiceProvider();
        return await provider.GetRequiredService<HttpPolicy>().ReviewAsync(ReportDocuments.ForMessage(Some.Report()), CancellationToken.None);
    }
}
