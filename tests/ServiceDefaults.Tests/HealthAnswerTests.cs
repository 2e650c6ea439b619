using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace AlertResponder.ServiceDefaults.Tests;

public sealed class HealthAnswerTests
{
    [Theory]
    [InlineData(HealthStatus.Healthy, HealthStatus.Healthy, HttpStatusCode.OK, """{"status":"ready","reasons":[]}""")]
    [InlineData(
        HealthStatus.Healthy, HealthStatus.Degraded, HttpStatusCode.OK,
        """{"status":"degraded","reasons":[{"check":"outbox","reason":"a message has been due for 75 s","ageSeconds":75}]}""")]
    [InlineData(
        HealthStatus.Degraded, HealthStatus.Healthy, HttpStatusCode.ServiceUnavailable,
        """{"status":"unavailable","reasons":[{"check":"database","reason":"out of reach"}]}""")]
    [InlineData(
        HealthStatus.Unhealthy, HealthStatus.Healthy, HttpStatusCode.ServiceUnavailable,
        """{"status":"unavailable","reasons":[{"check":"database","reason":"out of reach"}]}""")]
    public async Task A_stall_is_no_reason_to_send_nothing(HealthStatus database, HealthStatus outbox, HttpStatusCode status, string body)
    {
        var cancel = TestContext.Current.CancellationToken;
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        builder.AddApiReference();
        builder.Services.AddHealthChecks()
            .AddCheck("database", () => new HealthCheckResult(database, database == HealthStatus.Healthy ? null : "out of reach"))
            .AddCheck(
                "outbox",
                () => outbox == HealthStatus.Healthy
                    ? HealthCheckResult.Healthy()
                    : new HealthCheckResult(outbox, "a message has been due for 75 s", data: new Dictionary<string, object> { ["ageSeconds"] = 75 }),
                tags: ["stall"]);
        await using var app = builder.Build();
        app.UseServiceDefaults();
        await app.StartAsync(cancel);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancel);

        answer.StatusCode.Should().Be(status);
        (await answer.Content.ReadAsStringAsync(cancel)).Should().Be(body);
    }
}
