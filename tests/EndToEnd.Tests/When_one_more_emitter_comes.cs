using System.Text.Json;

namespace AlertResponder.EndToEnd.Tests;

/// <summary>The sample of docs/extend/emitter.md beside services that run already.</summary>
public sealed class When_one_more_emitter_comes : IDisposable
{
    private const string Emitter = "AlertResponder.Emitter.File";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("verdicts");

    [Fact]
    public async Task It_writes_the_verdict_of_the_next_report_once_the_file_is_free_and_the_report_names_it()
    {
        var path = Path.Combine(_folder.FullName, "verdicts.jsonl");
        await using var stack = await ServicesStack.StartAsync(ServicesStack.Receptor, ServicesStack.Reviewer, ServicesStack.Inspector);
        stack.Settings["File__Path"] = path;
        await stack.StartAsync(Emitter);
        string alert;
        // Shared: whoever else shares it may have it too, and the emitter wants it alone.
        await using (new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            alert = await stack.SendAsync(Samples.Read(Samples.GuardDuty));
            await stack.UntilAsync(
                () => Task.FromResult(stack.Output(Emitter).Any(line => line.Contains("Append failed for now", StringComparison.Ordinal))), "the emitter waits for the file");
        }

        var report = await stack.ReportAsync(alert, report => report.Emitted.Any(place => place.Emitter == "file"), "names the file");

        var line = JsonDocument.Parse((await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken)).Should().ContainSingle().Subject).RootElement;
        line.GetProperty("reportId").GetGuid().Should().Be(report.ReportId);
        line.GetProperty("verdict").GetInt32().Should().Be(1);
        line.GetProperty("severity").GetString().Should().Be("urgent");
        line.GetProperty("title").GetString().Should().StartWith("185[.]220[.]101[.]34 ");
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
