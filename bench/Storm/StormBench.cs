using AlertResponder.Bench.Aggregation;
using AlertResponder.TestKit;

namespace AlertResponder.Bench.Storm;

/// <summary>Alerts of one key, on PostgreSQL.</summary>
internal sealed class StormBench(Candidate reviewer, TextWriter progress)
{
    private const long WarmUpKey = 1;
    private const long Key = 2;

    // Updates go out all the time, as they do in a storm, and soon enough to be measured; no inspection or review begins.
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["Reports:InspectionDelay"] = "06:00:00",
        ["Reports:ReviewDelay"] = "12:00:00",
        ["Reports:UpdateInterval"] = "1",
        ["Reports:MaxUpdateInterval"] = "1",
    };

    private long _alerts;

    /// <param name="alerts">How many.</param>
    /// <param name="ends">How many of them are the first, and how many the last: enough that chance does not show.</param>
    public static async Task<StormResult> RunAsync(int alerts, int ends, TextWriter progress)
    {
        await using var reviewer = await Candidate.OnPostgresAsync(Settings, listensToReports: true);
        await reviewer.RunAsync(new(WarmUpKey, 1, ends));
        var bench = new StormBench(reviewer, progress);
        var head = await bench.NextAsync("head", ends);
        var middle = await bench.NextAsync("middle", alerts - (2 * ends));
        return new(head, middle, await bench.NextAsync("tail", ends));
    }

    private async Task<StormMoment> NextAsync(string what, int alerts)
    {
        var figures = await reviewer.RunAsync(new(Key, 1, alerts));
        _alerts += alerts;
        var told = await Patiently.ForAsync(
            async () => await reviewer.LastReportAsync() is var last && last.AlertCount == _alerts ? last : null, $"a message with {_alerts} alerts");
        var moment = new StormMoment(figures, await reviewer.Store!.ReportBytesAsync(BenchAlert.IdOf(Key)), told.Bytes);
        await progress.WriteLineAsync(
            $"{what}: {figures.PerSecond:N0} alerts/s, CPU {figures.CpuPerAlert:N3} + {figures.PostgresCpuPerAlert:N3} ms/alert, "
            + $"row {moment.RowBytes:N0} bytes, message {moment.MessageBytes:N0} bytes");
        return moment;
    }
}
