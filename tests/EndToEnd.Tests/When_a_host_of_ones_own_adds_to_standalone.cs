using System.Net.Http.Json;
using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.Reviewer.Policy;
using AlertResponder.Standalone;
using AlertResponder.TestKit;
using AlertResponder.TestKit.SqsSns;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.EndToEnd.Tests;

/// <summary>The door of docs/extend/inspector.md into the one-process host, as samples/standalone-allowlist opens it in three lines.</summary>
public sealed class When_a_host_of_ones_own_adds_to_standalone
{
    private const string Host = "AlertResponder.Standalone.Allowlist";

    private static readonly string Allowlist = Repository.File("samples/inspector-allowlist/allowlist.txt");

    [Fact]
    public async Task Findings_of_its_inspector_stand_in_the_report_beside_those_of_the_built_in_one()
    {
        await using var stack = await StandaloneStack.StartAsync(stack =>
        {
            stack.Program = Host;
            stack.Settings["Allowlist__File"] = Allowlist;
        });

        var report = await stack.FinishedAsync(await stack.SendOneAsync(Samples.Read(Samples.GuardDuty)));

        report.Findings.Select(finding => finding.Inspector).Should().BeEquivalentTo("virustotal", "allowlist");
    }

    [Fact]
    public async Task The_queue_of_its_inspector_is_made_with_those_of_the_stack()
    {
        await using var aws = await LocalSqsSns.StartAsync();
        var settings = new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL"] = aws.Url.ToString(),
            ["AWS_REGION"] = "eu-central-1",
            ["AWS_ACCESS_KEY_ID"] = "local",
            ["AWS_SECRET_ACCESS_KEY"] = "local",
            ["Allowlist__File"] = Allowlist,
        };

        var ended = await ServerProcess.RunAsync(["topology"], settings, program: Host);

        ended.ExitCode.Should().Be(0, "{0}\n{1}", ended.Output, ended.Errors);
        using var sqs = new AmazonSQSClient(
            new BasicAWSCredentials("local", "local"), new AmazonSQSConfig { ServiceURL = aws.Url.ToString(), AuthenticationRegion = "eu-central-1" });
        var queues = (await sqs.ListQueuesAsync(new ListQueuesRequest(), TestContext.Current.CancellationToken)).QueueUrls.Select(url => url.Split('/')[^1]);
        queues.Should().Contain(["inspector-virustotal", "inspector-allowlist"]);
    }

    [Fact]
    public async Task A_policy_that_it_adds_judges_instead_of_the_built_in_one()
    {
        var data = Directory.CreateTempSubdirectory("alertresponder-test-");
        try
        {
            var settings = new Dictionary<string, string?> { ["Reports:InspectionDelay"] = "0", ["Reports:ReviewDelay"] = "0" };
            await using var app = StandaloneApp.Create(
                "http://127.0.0.1:0", data.FullName, settings, (bus, _) => bus.AddSingleton<IReviewPolicy, EverythingIsSafe>());
            await app.StartAsync(TestContext.Current.CancellationToken);
            using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

            using var content = new StringContent(Samples.Read(Samples.GuardDuty), null, "application/json");
            using var answer = await http.PostAsync("/alerts", content, TestContext.Current.CancellationToken);
            var accepted = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
            var url = accepted.GetProperty("accepted")[0].GetProperty("reportUrl").GetString()!;

            var verdict = await Patiently.ForAsync(() => VerdictAsync(http, url), "the report has a verdict");
            (verdict.Severity, verdict.DecidedBy).Should().Be((Severity.Safe, nameof(EverythingIsSafe)));
            await app.StopAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_program_for_production_holds_no_fake_service()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var dependencies = Repository.File($"artifacts/bin/{ServerProcess.Standalone}/{configuration}/{ServerProcess.Standalone}.deps.json");

        using var document = JsonDocument.Parse(File.ReadAllText(dependencies));
        document.RootElement.GetProperty("libraries").EnumerateObject()
            .Select(library => library.Name.Split('/')[0])
            .Where(name => name.StartsWith("AlertResponder.", StringComparison.Ordinal))
            .Should().Contain("AlertResponder.Receptor")
            .And.NotContain(["AlertResponder.FakeServices", "AlertResponder.Demo", "AlertResponder.TestKit"]);
    }

    private static async Task<Verdict?> VerdictAsync(HttpClient http, string report)
    {
        using var answer = await http.GetAsync(report, TestContext.Current.CancellationToken);
        return answer.IsSuccessStatusCode ? (await answer.Content.ReadFromJsonAsync<ReportDocument>(TestContext.Current.CancellationToken))!.Verdict : null;
    }

    private sealed class EverythingIsSafe(TimeProvider time) : IReviewPolicy
    {
        public ValueTask<Verdict> ReviewAsync(ReportDocument report, CancellationToken cancellationToken) => ValueTask.FromResult(new Verdict
        {
            Severity = Severity.Safe,
            Reason = "everything is",
            Rule = "test",
            DecidedBy = nameof(EverythingIsSafe),
            DecidedAt = time.GetUtcNow(),
        });
    }
}
