using System.Diagnostics;
using AlertResponder.Contracts;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace AlertResponder.EndToEnd.Tests.Python;

/// <summary>The sample of docs/extend/other-languages.md beside services that run.</summary>
public sealed class When_an_inspector_is_written_in_Python : IAsyncLifetime
{
    private const string Sample = "samples/inspector-python/inspector.py";
    private const string Queue = "inspector-owners";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("python");
    private ServicesStack _stack = null!;
    private Dictionary<string, string> _settings = null!;

    private string Owners => Path.Combine(_folder.FullName, "owners.csv");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _stack = await ServicesStack.StartAsync(ServicesStack.Receptor, ServicesStack.Reviewer);
        _settings = new Dictionary<string, string>(_stack.Settings) { ["OWNERS"] = Owners, ["AWS_DATA_PATH"] = Path.Combine(_folder.FullName, "models") };
        await PythonProcess.RunAsync("tests/EndToEnd.Tests/Python/json_protocol.py", _settings, _settings["AWS_DATA_PATH"]);
        await PythonProcess.RunAsync("samples/inspector-python/make_queue.py", _settings);
    }

    public async ValueTask DisposeAsync()
    {
        await _stack.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Its_findings_stand_in_the_report_and_it_is_asked_about_its_types_only()
    {
        await File.WriteAllTextAsync(Owners, "alice,Alice Example\n", Stop);
        using var inspector = PythonProcess.Start(Sample, _settings);

        var report = await _stack.ReportAsync(await _stack.SendAsync(Alert("alice", "mallory")), HasBothAnswers, "has both answers");

        report.Findings.Should().ContainSingle().Which.Should().BeEquivalentTo(new
        {
            Inspector = "owners",
            Title = "the account of Alice Example",
            Attribute = new { Type = "username", Value = "alice" },
            Kind = FindingKind.User,
            User = new { UserName = new[] { "alice" } },
        });
        Answer(report, "mallory").Should().BeEquivalentTo(new { State = InspectionState.Unknown, Reason = "the list of owners does not name it" });
        (await _stack.Aws.MessagesAsync())[Queue].Should().Be(2, "the subscription's filter lets the address through to other inspectors only");
        await inspector.KillAsync();
    }

    [Fact]
    public async Task Request_of_one_that_was_killed_comes_again_and_its_answer_counts_once()
    {
        using var sqs = _stack.Sqs();
        var queue = (await sqs.GetQueueUrlAsync(Queue, Stop)).QueueUrl;
        await sqs.SetQueueAttributesAsync(queue, new Dictionary<string, string> { [QueueAttributeName.VisibilityTimeout] = "5" }, Stop);
        // It hangs where it reads, for nobody writes into a pipe.
        using (var make = Process.Start("mkfifo", [Owners])) await make.WaitForExitAsync(Stop);
        using var killed = PythonProcess.Start(Sample, _settings);
        var alert = await _stack.SendAsync(Alert("alice"));
        await _stack.UntilAsync(() => IsInFlightAsync(sqs, queue), "it has received the request");
        await killed.KillAsync();
        File.Delete(Owners);
        await File.WriteAllTextAsync(Owners, "alice,Alice Example\n", Stop);

        using var another = PythonProcess.Start(Sample, _settings);
        var report = await _stack.ReportAsync(alert, report => report.Findings.Count > 0, "has the finding");

        report.Findings.Should().ContainSingle(finding => finding.Inspector == "owners");
        (await _stack.Aws.MessagesAsync())[Queue].Should().Be(1, "the same message came again");
        await another.KillAsync();
    }

    private static string Alert(params string[] users) =>
        $$"""
        {"name":"n","rule":"python","attrs":[{"type":"ipaddr","value":"185.220.101.34","key":"k","context":["remote"]},
        {{string.Join(',', users.Select(user => $$"""{"type":"username","value":"{{user}}","key":"user"}"""))}}]}
        """;

    private static AttributeInspection? Answer(ReportDocument report, string user) =>
        report.Attributes.SingleOrDefault(attribute => attribute.Value == user)?.Inspections.SingleOrDefault(inspection => inspection.Inspector == "owners");

    private static bool HasBothAnswers(ReportDocument report) =>
        report.Findings.Count > 0 && Answer(report, "mallory") is { State: not InspectionState.Pending };

    private static async Task<bool> IsInFlightAsync(AmazonSQSClient sqs, string queue) =>
        (await sqs.GetQueueAttributesAsync(queue, [QueueAttributeName.ApproximateNumberOfMessagesNotVisible], Stop)).ApproximateNumberOfMessagesNotVisible == 1;
}
