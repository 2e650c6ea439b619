using AlertResponder.Contracts;
using AlertResponder.FakeServices.GitHub;
using AlertResponder.TestKit;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AlertResponder.Emitter.GitHub.Tests;

public sealed class When_the_host_runs() : EmitterHost((bus, configuration) => bus.AddGitHubEmitter(configuration))
{
    [Theory]
    [InlineData("/api/v3/")]
    [InlineData("/")]
    public async Task Report_events_become_an_issue_with_a_comment(string prefix)
    {
        await using var gitHub = await FakeGitHub.StartAsync();
        using var host = await StartAsync(
            ("GitHub:Token", gitHub.Token), ("GitHub:Repository", gitHub.Repository),
            ("GitHub:BaseUrl", new Uri(gitHub.BaseAddress, prefix).ToString()), ("GitHub:WriteInterval", "0"));
        var bus = host.Services.GetRequiredService<IBus>();
        var (opened, reviewed) = (Reports.Report(Guid.NewGuid()), Reports.Report(Guid.Empty, version: 3, verdictNumber: 1, Severity.Safe, count: 3));
        reviewed = reviewed with { ReportId = opened.ReportId };
        var updated = Reports.Report(opened.ReportId, version: 2, count: 2);

        await bus.Publish(new ReportOpened { ReportId = opened.ReportId, AlertId = "a1", DocumentVersion = 1, VerdictNumber = 0, Report = opened }, Stop);
        await bus.Publish(new ReportUpdated { ReportId = opened.ReportId, AlertId = "a1", DocumentVersion = 2, VerdictNumber = 0, Report = updated }, Stop);
        await bus.Publish(new AlertReviewed { ReportId = opened.ReportId, AlertId = "a1", DocumentVersion = 3, VerdictNumber = 1, Report = reviewed }, Stop);

        await Patiently.UntilAsync(
            () => gitHub.Issues is [{ State: "closed", Comments.Count: 1 } issue] && issue.Body.Contains("| Alerts | 3 |"), "the issue is written");
        gitHub.Calls.Should().OnlyContain(call => call.Prefix == prefix.TrimEnd('/'));
        gitHub.Issues[0].Labels.Should().BeEquivalentTo("alertresponder", "severity/safe");
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task Emitter_without_token_says_so_and_the_host_runs()
    {
        using var host = await StartAsync(("GitHub:Repository", "acme/alerts"));

        Logs.Lines.Should().ContainSingle(line => line.Id == 1400).Which.Text.Should().Contain("GitHub__Token not set");
        await host.StopAsync(Stop);
    }

    [Fact]
    public async Task Wrong_settings_stop_the_start_and_are_told_together()
    {
        var start = () => StartAsync(("GitHub:Token", "secret-token"), ("GitHub:Repository", "wrong"), ("GitHub:LookupCount", "0"));

        var fault = (await start.Should().ThrowAsync<OptionsValidationException>()).Which;
        fault.Failures.Should().HaveCount(2);
        fault.ToString().Should().NotContain("secret-token");
    }
}
