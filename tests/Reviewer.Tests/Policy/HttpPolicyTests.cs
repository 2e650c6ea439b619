using AlertResponder.Contracts;
using AlertResponder.Reviewer.Policy;
using AlertResponder.Reviewer.Reports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
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

    private static async Task<Verdict> AskAsync(Func<HttpContext, Task<IResult>> answer)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var server = builder.Build();
        server.MapPost("/judge", async context => await (await answer(context)).ExecuteAsync(context));
        await server.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        var options = new PolicyOptions { Url = $"{server.Urls.First()}/judge", Token = "policy-token" };
        var policy = new HttpPolicy(http, Options.Create(options), TimeProvider.System);
        return await policy.ReviewAsync(ReportDocuments.ForMessage(Some.Report()), CancellationToken.None);
    }
}
