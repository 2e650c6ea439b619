using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AlertResponder.Bench.Pipeline;
using AlertResponder.Bench.Reporting;
using AlertResponder.TestKit.SqsSns;

namespace AlertResponder.Bench.Emitters;

/// <summary><c>emitters</c>: from the stored verdict to the incident at PagerDuty, beside the comment at GitHub, with little to do.</summary>
internal static class EmittersCommand
{
    private const double AlertsPerSecond = 1;

    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Little time: shows that the bench works, its figures are worth nothing." };
        const string about = "Measures emitter-pagerduty beside emitter-ghe at one alert a second, each service a process; its last line is one JSON object.";
        var command = new Command("emitters", about) { quick };
        command.SetAction((parsed, _) => parsed.GetValue(quick)
            ? RunAsync(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10))
            : RunAsync(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(300)));
        return command;
    }

    private static async Task<int> RunAsync(TimeSpan warmUp, TimeSpan measured)
    {
        await using var aws = await LocalSqsSns.StartAsync();
        await using var stack = await PipelineStack.StartAsync(aws, reviewers: 1, withPagerDuty: true);
        using var poster = new AlertPoster(stack.ReceptorAddress);
        using var loop = new ClosedLoop(poster, stack.StandIns, window: 1);
        await loop.PostAtAsync(AlertsPerSecond, warmUp);
        await loop.DrainAsync();

        var begin = TimeProvider.System.GetUtcNow();
        var alerts = await loop.PostAtAsync(AlertsPerSecond, measured);
        await loop.DrainAsync();
        var incidents = await stack.StandIns.IncidentsAsync(loop.Accepted);
        var issues = await stack.StandIns.IssuesAsync();
        var verdicts = await stack.Verdicts.SinceAsync(begin);
        var delays = alerts.Where(alert => verdicts.ContainsKey(alert.AlertId)).Select(alert => verdicts[alert.AlertId]).Select(verdict => (
            PagerDuty: (incidents[verdict.ReportId].Min(call => (DateTimeOffset?)call.At) - verdict.At)?.TotalMilliseconds,
            GitHub: (issues[verdict.ReportId].SelectMany(issue => issue.Comments).Min(comment => (DateTimeOffset?)comment.At) - verdict.At)?.TotalMilliseconds))
            .ToList();
        var outcome = PipelineOutcome.Of(loop.Accepted, issues, (await stack.NowAsync()).Messages);
        var isClean = outcome.IsClean && incidents.Count == loop.Accepted && incidents.All(report => report.Count() == 1);
        if (!isClean) await Console.Error.WriteLineAsync(stack.Transcripts());
        Write([.. delays.Select(delay => delay.PagerDuty).OfType<double>()], [.. delays.Select(delay => delay.GitHub).OfType<double>()], isClean);
        return isClean ? 0 : 1;
    }

    private static void Write(List<double> toIncident, List<double> toComment, bool isClean)
    {
        var table = new Table("from the stored verdict until", "p50 ms", "p99 ms", "samples");
        Add("the incident at PagerDuty", toIncident);
        Add("the comment at GitHub", toComment);
        table.WriteTo(Console.Out);
        Console.WriteLine(isClean ? "one incident and one issue a report" : "something is missing, doubled, or in an error queue");
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            bench = "emitters",
            incident_p50_ms = Percentile(toIncident, 50),
            incident_p99_ms = Percentile(toIncident, 99),
            comment_p50_ms = Percentile(toComment, 50),
            comment_p99_ms = Percentile(toComment, 99),
            samples = toIncident.Count,
            clean = isClean,
        }));

        void Add(string until, List<double> milliseconds) => table.Add(
            until, Text(Percentile(milliseconds, 50)), Text(Percentile(milliseconds, 99)), Text(milliseconds.Count));
    }

    private static double? Percentile(List<double> milliseconds, double percent) =>
        milliseconds.Count > 0 ? Math.Round(milliseconds.Percentile(percent), 1) : null;

    private static string Text(double? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";
}
