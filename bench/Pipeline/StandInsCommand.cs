using System.CommandLine;
using System.Text.Json;
using AlertResponder.Bench.ChildProcesses;
using AlertResponder.FakeServices.GitHub;
using AlertResponder.FakeServices.PagerDuty;
using AlertResponder.FakeServices.VirusTotal;

namespace AlertResponder.Bench.Pipeline;

/// <summary>
/// <c>stand-ins</c>: VirusTotal, GitHub and PagerDuty as a process of their own. It answers each line of its standard input by a line of JSON: an
/// empty one by the number of issues with a comment so far, <see cref="Incidents"/> by all incidents, any other by all issues.
/// </summary>
internal static class StandInsCommand
{
    public const string Incidents = "incidents";

    private const string Name = "stand-ins";

    public static Command Create()
    {
        var command = new Command(Name, "A process of the bench.") { Hidden = true };
        command.SetAction((_, _) => RunAsync());
        return command;
    }

    public static ChildProcess Start() => ChildProcess.Start(Name);

    private static async Task<int> RunAsync()
    {
        await using var virusTotal = await FakeVirusTotal.StartAsync();
        await using var gitHub = await FakeGitHub.StartAsync();
        await using var pagerDuty = await FakePagerDuty.StartAsync();
        Answer(new StandInSettings(
            virusTotal.ApiKey, virusTotal.BaseAddress, gitHub.Token, gitHub.Repository, gitHub.BaseAddress, pagerDuty.RoutingKey, pagerDuty.BaseAddress));

        var (seen, commented) = (0, new HashSet<string>());
        while (await Console.In.ReadLineAsync() is { } request)
        {
            if (request == Incidents)
            {
                Answer(pagerDuty.Calls.Where(call => call.Status == 202).Select(call => new Incident(Guid.Parse(call.DedupKey), call.At)));
                continue;
            }

            if (request.Length > 0)
            {
                Answer(gitHub.Issues.Select(issue => new Emitted(LastLine(issue.Body), [.. issue.Comments.Select(Told)])));
                continue;
            }

            // Only what is new: the conductor asks all the time.
            var calls = gitHub.Calls;
            for (; seen < calls.Count; seen++)
                if (calls[seen] is { Method: "POST" } call && call.Path.EndsWith("/comments", StringComparison.Ordinal)) commented.Add(call.Path);
            Answer(commented.Count);
        }

        return 0;
    }

    private static EmittedComment Told(FakeGitHubComment comment) => new(LastLine(comment.Body), comment.CreatedAt);

    private static string LastLine(string text) => text.TrimEnd().Split('\n')[^1];

    private static void Answer<T>(T answer) => Console.WriteLine(JsonSerializer.Serialize(answer));
}

/// <summary>How the services reach the stand-ins.</summary>
internal sealed record StandInSettings(string VirusTotalKey, Uri VirusTotal, string GitHubToken, string Repository, Uri GitHub, string PagerDutyKey, Uri PagerDuty);

/// <summary>An issue.</summary>
/// <param name="Marker">The line by which the emitter knows it again; the report's id stands in it.</param>
/// <param name="Comments">The verdicts, told in this order.</param>
internal sealed record Emitted(string Marker, IReadOnlyList<EmittedComment> Comments);

/// <summary>An event that PagerDuty has taken.</summary>
/// <param name="ReportId">What it is about.</param>
/// <param name="At">When it came.</param>
internal sealed record Incident(Guid ReportId, DateTimeOffset At);

/// <summary>A verdict's comment.</summary>
/// <param name="Marker">The line by which the emitter knows it again: another one for another verdict.</param>
/// <param name="At">When it was made.</param>
internal sealed record EmittedComment(string Marker, DateTimeOffset At);
