using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using AlertResponder.Contracts;
using AlertResponder.FakeServices.GitHub;
using AlertResponder.FakeServices.VirusTotal;
using AlertResponder.ServiceDefaults;
using AlertResponder.ServiceDefaults.Access;
using AlertResponder.Standalone;
using Microsoft.AspNetCore.Builder;
using Spectre.Console;

namespace AlertResponder.Demo;

/// <summary><c>demo</c>: one finding through the whole pipeline, against stand-ins for VirusTotal and GitHub on this machine.</summary>
internal static class DemoCommand
{
    public const string Name = "demo";

    private const string Sample = "guardduty-finding.json";
    private static readonly TimeSpan StageTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static Command Create()
    {
        var command = new Command(Name, "Shows the whole pipeline with built-in stand-ins for VirusTotal and GitHub: no key, no network, nothing kept.");
        command.SetAction((_, cancellationToken) => StartupErrors.RunAsync(() => RunAsync(cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var virusTotal = await FakeVirusTotal.StartAsync();
        await using var gitHub = await FakeGitHub.StartAsync();
        var data = Directory.CreateTempSubdirectory("alertresponder-demo-");
        try
        {
            await using var app = StandaloneApp.Create("http://127.0.0.1:0", data.FullName, Settings(virusTotal, gitHub));
            await app.StartGuardedAsync(cancellationToken);
            using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = StageTimeout };
            var exitCode = await ShowAsync(http, gitHub, cancellationToken);
            await app.StopAsync(cancellationToken);
            return exitCode;
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static Dictionary<string, string?> Settings(FakeVirusTotal virusTotal, FakeGitHub gitHub) => new()
    {
        ["VirusTotal:BaseUrl"] = virusTotal.BaseAddress.ToString(),
        ["VirusTotal:ApiKey"] = virusTotal.ApiKey,
        ["GitHub:BaseUrl"] = gitHub.BaseAddress.ToString(),
        ["GitHub:Token"] = gitHub.Token,
        ["GitHub:Repository"] = gitHub.Repository,
        ["GitHub:WriteInterval"] = "0.2",
        ["Policy"] = "Evidence",
        ["Reports:InspectionDelay"] = "1",
        ["Reports:ReviewDelay"] = "3",
    };

    private static async Task<int> ShowAsync(HttpClient http, FakeGitHub gitHub, CancellationToken cancellationToken)
    {
        var finding = ReadSample();
        Uri? reportUrl = null;
        var repeated = false;
        FakeGitHubIssue? issue = null;
        (string Name, string Meaning, Func<Task<string?>> Look)[] stages =
        [
            ("received", "the receptor has taken in a GuardDuty finding", async () =>
            {
                reportUrl = await SendAsync(http, finding, cancellationToken);
                return $"alert {reportUrl.Segments[^1][..12]}…";
            }),
            ("joined", "a repeat of it has joined the same report", async () =>
            {
                if (await ReadAsync(http, reportUrl!, cancellationToken) is not { } report) return null;
                if (!repeated) await SendAsync(http, Repeat(finding), cancellationToken);
                repeated = true;
                return report.AlertCount == 2 ? "2 alerts in one report" : null;
            }),
            ("inspected", "the inspector has asked VirusTotal about what the finding names", async () =>
                await ReadAsync(http, reportUrl!, cancellationToken) is { } report && report.Findings.Count > 0
                    ? $"{report.Findings.Max(found => found.Malicious)} engines call an address malicious"
                    : null),
            ("reviewed", "the policy has judged the report", async () =>
                await ReadAsync(http, reportUrl!, cancellationToken) is { Verdict: { } verdict }
                    ? $"{verdict.Severity}: {verdict.Reason}".ToLowerInvariant()
                    : null),
            ("emitted", "the emitter has written an issue and commented the verdict", () =>
            {
                issue = gitHub.Issues.FirstOrDefault(written => written.Comments.Count > 0 && written.Labels.Count > 1);
                return Task.FromResult(issue is null ? null : $"issue #{issue.Number}");
            }),
        ];

        foreach (var stage in stages)
            if (!await ShowStageAsync(stage, cancellationToken))
                return 1;
        ShowIssue(issue!);
        return 0;
    }

    private static async Task<bool> ShowStageAsync((string Name, string Meaning, Func<Task<string?>> Look) stage, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        // A spinner only where somebody watches it.
        var watched = AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;
        var outcome = watched
            ? await AnsiConsole.Status().Spinner(Spinner.Known.Dots).StartAsync(stage.Name, _ => WaitAsync(stage.Look, watch, cancellationToken))
            : await WaitAsync(stage.Look, watch, cancellationToken);
        if (outcome is null)
        {
            await Console.Error.WriteLineAsync($"error: the stage '{stage.Name}' did not come within {StageTimeout.TotalSeconds} s: {stage.Meaning}");
            return false;
        }

        // Written past the console's width: in a log, a line is a line.
        if (watched) AnsiConsole.Markup($"[green]{stage.Name,-10}[/]");
        else Console.Write($"{stage.Name,-10}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds,5:0.0} s  {stage.Meaning}: {outcome}"));
        return true;
    }

    private static async Task<string?> WaitAsync(Func<Task<string?>> look, Stopwatch watch, CancellationToken cancellationToken)
    {
        while (watch.Elapsed < StageTimeout)
        {
            if (await look() is { } outcome) return outcome;
            await Task.Delay(Pause, cancellationToken);
        }

        return null;
    }

    private static void ShowIssue(FakeGitHubIssue issue)
    {
        Show($"Issue #{issue.Number}: {issue.Title}", $"Labels: {string.Join(", ", issue.Labels.Order())}\n\n{issue.Body}");
        foreach (var comment in issue.Comments) Show("Comment", comment.Body);

        // Written as it is: what an issue holds is not markup of ours.
        static void Show(string title, string text) => Console.WriteLine($"\n───── {title}\n\n{text}");
    }

    private static async Task<Uri> SendAsync(HttpClient http, byte[] document, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(document);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await http.PostAsync("/alerts", content, cancellationToken);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return new Uri(answer.GetProperty("accepted")[0].GetProperty("reportUrl").GetString()!);
    }

    private static async Task<ReportDocument?> ReadAsync(HttpClient http, Uri report, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(report, cancellationToken);
        return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<ReportDocument>(cancellationToken) : null;
    }

    /// <summary>The same finding in a later event. With the id of the first one it would be the same sending, and count once.</summary>
    private static byte[] Repeat(byte[] finding)
    {
        var repeat = JsonNode.Parse(finding)!;
        repeat["id"] = Guid.NewGuid();
        return JsonSerializer.SerializeToUtf8Bytes(repeat);
    }

    private static byte[] ReadSample()
    {
        using var stream = typeof(DemoCommand).Assembly.GetManifestResourceStream(Sample)!;
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }
}
