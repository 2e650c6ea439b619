using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AlertResponder.Contracts;
using AlertResponder.FakeServices.GitHub;
using AlertResponder.FakeServices.PagerDuty;
using AlertResponder.FakeServices.Slack;
using AlertResponder.FakeServices.VirusTotal;
using AlertResponder.ServiceDefaults;
using AlertResponder.ServiceDefaults.Access;
using AlertResponder.Standalone;
using Microsoft.AspNetCore.Builder;
using Spectre.Console;

namespace AlertResponder.Demo;

/// <summary><c>demo</c>: one finding through the whole pipeline, against stand-ins for VirusTotal, GitHub, PagerDuty and Slack on this machine.</summary>
internal static partial class DemoCommand
{
    public const string Name = "demo";

    private const string Sample = "guardduty-finding.json";
    private const string Channel = "C0ALERTS";
    private const int MaxSlackLines = 12;
    private static readonly TimeSpan StageTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static Command Create()
    {
        var command = new Command(Name, "Shows the whole pipeline with built-in stand-ins for VirusTotal, GitHub, PagerDuty and Slack: no key, no network, nothing kept.");
        command.SetAction((_, cancellationToken) => StartupErrors.RunAsync(() => RunAsync(cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var virusTotal = await FakeVirusTotal.StartAsync();
        await using var gitHub = await FakeGitHub.StartAsync();
        await using var pagerDuty = await FakePagerDuty.StartAsync();
        await using var slack = await FakeSlack.StartAsync();
        var data = Directory.CreateTempSubdirectory("alertresponder-demo-");
        try
        {
            await using var app = StandaloneApp.Create("http://127.0.0.1:0", data.FullName, Settings(virusTotal, gitHub, pagerDuty, slack));
            await app.StartGuardedAsync(cancellationToken);
            using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = StageTimeout };
            var exitCode = await ShowAsync(http, gitHub, pagerDuty, slack, cancellationToken);
            await app.StopAsync(cancellationToken);
            return exitCode;
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static Dictionary<string, string?> Settings(FakeVirusTotal virusTotal, FakeGitHub gitHub, FakePagerDuty pagerDuty, FakeSlack slack) => new()
    {
        ["VirusTotal:BaseUrl"] = virusTotal.BaseAddress.ToString(),
        ["VirusTotal:ApiKey"] = virusTotal.ApiKey,
        ["GitHub:BaseUrl"] = gitHub.BaseAddress.ToString(),
        ["GitHub:Token"] = gitHub.Token,
        ["GitHub:Repository"] = gitHub.Repository,
        ["GitHub:WriteInterval"] = "0.2",
        ["PagerDuty:BaseUrl"] = pagerDuty.BaseAddress.ToString(),
        ["PagerDuty:RoutingKey"] = pagerDuty.RoutingKey,
        ["Slack:BaseUrl"] = slack.BaseAddress.ToString(),
        ["Slack:Token"] = slack.Token,
        ["Slack:Channel"] = Channel,
        ["Policy"] = "Evidence",
        ["Reports:PublicUrl"] = "https://alerts.example",
        ["Reports:InspectionDelay"] = "1",
        ["Reports:ReviewDelay"] = "3",
    };

    private static async Task<int> ShowAsync(HttpClient http, FakeGitHub gitHub, FakePagerDuty pagerDuty, FakeSlack slack, CancellationToken cancellationToken)
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
            ("emitted", "the emitters have written an issue, called somebody, and posted to Slack", () =>
            {
                issue = gitHub.Issues.FirstOrDefault(written => written.Comments.Count > 0 && written.Labels.Count > 1);
                var isDone = issue is not null && pagerDuty.Incidents.Count > 0 && slack.Messages.Count > 0;
                return Task.FromResult(isDone ? $"issue #{issue!.Number}, incident {pagerDuty.Incidents[0].Number}, message in {slack.Messages[0].Channel}" : null);
            }),
        ];

        foreach (var stage in stages)
            if (!await ShowStageAsync(stage, cancellationToken))
                return 1;
        ShowIssue(issue!);
        ShowIncident(pagerDuty.Incidents[0]);
        ShowMessage(slack.Messages[0]);
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
    }

    private static void ShowIncident(FakeIncident incident)
    {
        var links = (incident.Event["links"] as JsonArray ?? []).Select(link => $"\nLink: {link!["text"]}, {link["href"]}");
        Show($"PagerDuty incident {incident.Number}: {incident.Summary}", $"Severity: {incident.Severity}\nDedup key: {incident.DedupKey}{string.Concat(links)}");
    }

    /// <summary>Shows the beginning as Slack does: without the signs that make text bold, code or a link.</summary>
    private static void ShowMessage(FakeSlackMessage message)
    {
        var lines = Link().Replace(message.Plain, "$2 ($1)").Replace("*", "", StringComparison.Ordinal).Replace("`", "", StringComparison.Ordinal).Split('\n');
        var more = lines.Length > MaxSlackLines ? string.Create(CultureInfo.InvariantCulture, $"\n({lines.Length - MaxSlackLines} more lines)") : "";
        Show($"Slack message in {message.Channel}", string.Join('\n', lines.Take(MaxSlackLines)) + more);
    }

    // Written as it is: what an issue holds is not markup of ours.
    private static void Show(string title, string text) => Console.WriteLine($"\n───── {title}\n\n{text}");

    [GeneratedRegex(@"<([^<>|]+)\|([^<>|]+)>")]
    private static partial Regex Link();

    private static async Task<Uri> SendAsync(HttpClient http, byte[] document, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(document);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await http.PostAsync("/alerts", content, cancellationToken);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        // Of the address that people will use only the path leads anywhere here.
        return new Uri(http.BaseAddress!, new Uri(answer.GetProperty("accepted")[0].GetProperty("reportUrl").GetString()!).AbsolutePath);
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
