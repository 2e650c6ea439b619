using AlertResponder.Contracts;
using AlertResponder.FakeServices.GitHub;
using AlertResponder.ServiceDefaults;
using AlertResponder.TestKit;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AlertResponder.Emitter.GitHub.Tests;

public sealed class When_the_host_runs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("emitter").FullName;

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
        var logs = new Capture();
        using var host = await StartAsync(logs, ("GitHub:Repository", "acme/alerts"));

        logs.Lines.Should().ContainSingle(line => line.Id == 1400).Which.Text.Should().Contain("GitHub__Token not set");
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

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Task<IHost> StartAsync(params (string Key, string Value)[] settings) => StartAsync(new Capture(), settings);

    private async Task<IHost> StartAsync(Capture logs, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)));
        builder.Logging.AddProvider(logs);
        builder.AddServiceDefaults();
        builder.Configuration["Data"] = _folder;
        builder.Configuration["Transport"] = "InMemory";
        builder.AddServiceBus(bus => bus.AddGitHubEmitter(builder.Configuration));
        var host = builder.Build();
        await host.StartAsync(Stop);
        return host;
    }
}
