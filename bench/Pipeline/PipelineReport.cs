using System.Globalization;
using System.Text.Json;
using AlertResponder.Bench.Reporting;

namespace AlertResponder.Bench.Pipeline;

/// <summary>The result for people, and as the last line.</summary>
internal static class PipelineReport
{
    public static void Write(PipelineResult result, TextWriter output)
    {
        var loaded = result.Loaded;
        var raw = Spread.Of(result.RawPerSecond);
        output.WriteLine($"{result.Window} reports in flight, {result.Reviewers} of the reviewer, {Text(loaded.Seconds, "N0")} s");
        var table = new Table("what", "figure");
        table.Add("complete reports/s", Text(loaded.ReportsPerSecond, "N1"));
        table.Add("messages a report", Text(loaded.MessagesPerReport.Values.Sum(), "N2"));
        table.Add("messages/s", Text(loaded.MessagesPerSecond, "N0"));
        table.Add("raw clients, messages/s", $"{Text(raw.Median, "N0")} ({Text(raw.Min, "N0")} to {Text(raw.Max, "N0")})");
        table.Add("ratio of messages/s to raw", Text(loaded.MessagesPerSecond / raw.Median, "F3"));
        table.WriteTo(output);

        var cpu = new Table("process", "CPU ms/report", "cores");
        foreach (var (name, milliseconds) in loaded.CpuPerReport) cpu.Add(name, Text(milliseconds, "N2"), Text(loaded.Cores[name], "F2"));
        cpu.Add("all", Text(loaded.CpuPerReport.Values.Sum(), "N2"), Text(loaded.Cores.Values.Sum(), "F2"));
        cpu.WriteTo(output);

        var queues = new Table("queue", "messages a report");
        foreach (var (name, messages) in loaded.MessagesPerReport.OrderByDescending(queue => queue.Value)) queues.Add(name, Text(messages, "N2"));
        queues.WriteTo(output);

        output.WriteLine($"{Text(result.CalmPerSecond, "N1")} alerts/s, from the 202");
        var delays = new Table("until", "p50 ms", "p99 ms", "samples");
        Add("the verdict is stored", result.Calm.ToVerdict);
        Add("it is commented at GitHub", result.Calm.ToComment);
        delays.WriteTo(output);
        var outcome = result.Outcome;
        output.WriteLine($"{outcome.Accepted} alerts, {outcome.Missing} missing, {outcome.Doubled} doubled, {outcome.Errors} messages in error queues");
        output.WriteLine(Json(result, raw.Median));

        void Add(string until, List<double> milliseconds) =>
            delays.Add(until, Text(Percentile(milliseconds, 50), "N0"), Text(Percentile(milliseconds, 99), "N0"), Text(milliseconds.Count, "N0"));
    }

    private static string Json(PipelineResult result, double raw) => JsonSerializer.Serialize(new
    {
        bench = "pipeline",
        reviewers = result.Reviewers,
        reports_per_s = Math.Round(result.Loaded.ReportsPerSecond, 1),
        messages_per_report = Math.Round(result.Loaded.MessagesPerReport.Values.Sum(), 2),
        messages_per_s = Math.Round(result.Loaded.MessagesPerSecond),
        raw_per_s = Math.Round(raw),
        ratio_raw = Math.Round(result.Loaded.MessagesPerSecond / raw, 4),
        cpu_ms = result.Loaded.CpuPerReport.ToDictionary(row => row.Key, row => Math.Round(row.Value, 2)),
        calm_per_s = Math.Round(result.CalmPerSecond, 2),
        p50_ms = Percentile(result.Calm.ToVerdict, 50),
        p99_ms = Percentile(result.Calm.ToVerdict, 99),
        comment_p50_ms = Percentile(result.Calm.ToComment, 50),
        comment_p99_ms = Percentile(result.Calm.ToComment, 99),
        accepted = result.Outcome.Accepted,
        missing = result.Outcome.Missing,
        doubled = result.Outcome.Doubled,
        errors = result.Outcome.Errors,
    });

    /// <summary>Null when nothing came at all.</summary>
    private static double? Percentile(List<double> milliseconds, double percent) =>
        milliseconds.Count > 0 ? Math.Round(milliseconds.Percentile(percent)) : null;

    private static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
