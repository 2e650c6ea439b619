using AlertResponder.Contracts;
using AlertResponder.TestKit;

namespace AlertResponder.Faults.Tests;

/// <summary>
/// Alerts of some keys in a random order, a fifth of which are sent twice, under one idempotency key. A sender repeats each until it is taken.
/// </summary>
internal sealed class Load
{
    private const int Senders = 4;
    private const int OneInFive = 5;

    private readonly int[] _alerts;
    private readonly int _keys;
    private readonly Dictionary<string, int> _expected = [];
    private int _sent;
    private int _refused;

    public Load(Random random, int alerts, int keys)
    {
        var unique = alerts - (alerts / OneInFive);
        _alerts = [.. Enumerable.Range(0, unique).Concat(Enumerable.Range(0, alerts - unique).Select(_ => random.Next(unique))).OrderBy(_ => random.Next())];
        _keys = keys;
        foreach (var alert in Enumerable.Range(0, unique)) _expected[KeyOf(alert)] = _expected.GetValueOrDefault(KeyOf(alert)) + 1;
    }

    /// <summary>How many sendings were taken.</summary>
    public int Sent => Volatile.Read(ref _sent);

    /// <summary>How many sendings were not taken, and were sent again.</summary>
    public int Refused => Volatile.Read(ref _refused);

    public int Count => _alerts.Length;

    /// <summary>Sets what a world of much load needs: the emitter's budget of a day, and short leases.</summary>
    public static void Prepare(ServicesWorld world)
    {
        world.Settings["GitHub__WritesPerMinute"] = "100000";
        world.Settings["GitHub__WritesPerHour"] = "1000000";
        world.Settings["GitHub__Timeout"] = "2";
        world.Settings["GitHub__LookAfter"] = "1";
    }

    /// <summary>An alert of a key; all name the same address, which VirusTotal calls malicious.</summary>
    public static string Alert(string key) => Samples.Json(new
    {
        name = "An alert",
        rule = "faults",
        key,
        attrs = new[] { new { type = "ipaddr", value = Samples.Address, key = "source address", context = new[] { "remote" } } },
    });

    /// <summary>Sends all of it.</summary>
    public Task SendAsync(ServicesWorld world) => Parallel.ForEachAsync(
        _alerts,
        new ParallelOptions { MaxDegreeOfParallelism = Senders },
        async (alert, _) => await Patiently.UntilAsync(() => TrySendAsync(world, alert), $"alert {alert} is taken", Sizes.Seconds));

    /// <summary>Waits until all is done, and looks whether each alert was counted once and each report brought to the outside world once.</summary>
    public async Task ShouldBeDoneOnceAsync(ServicesWorld world)
    {
        var unfinished = "";
        await world.UntilAsync(async () => (unfinished = await UnfinishedAsync(world)).Length == 0, () => $"all is done; left is {unfinished}", Sizes.Seconds);

        (await Queues.ErrorsAsync(world)).Should().BeEmpty("nothing belongs into an error queue");
        var reports = await world.ReportsAsync();
        reports.Select(report => report.AlertId).Should().OnlyHaveUniqueItems();
        reports.Sum(report => report.AlertCount).Should().Be(_expected.Values.Sum());
        reports.Select(report => report.AlertCount).Order().Should().Equal(_expected.Values.Select(count => (long)count).Order());
        reports.Should().AllSatisfy(report => report.Should().Match<ListedReport>(one =>
            one.Status == ReportStatus.Reviewed && one.Severity == Severity.Urgent && one.VerdictNumber == 1));
        world.GitHub.Issues.Should().HaveCount(_keys).And.OnlyContain(issue => issue.State == "open" && issue.Comments.Count == 1);
        foreach (var report in reports)
        {
            var timeline = await world.TimelineAsync(report.ReportId);
            timeline.Should().ContainSingle(what => what == "opened").And.ContainSingle(what => what.StartsWith("verdict: ", StringComparison.Ordinal));
        }
    }

    private string KeyOf(int alert) => $"key-{alert % _keys}";

    private async Task<bool> TrySendAsync(ServicesWorld world, int alert)
    {
        var taken = await world.TrySendAsync(Alert(KeyOf(alert)), $"alert-{alert}") is not null;
        Interlocked.Increment(ref taken ? ref _sent : ref _refused);
        return taken;
    }

    private async Task<string> UnfinishedAsync(ServicesWorld world)
    {
        var reports = await world.ReportsAsync();
        var alerts = reports.Sum(report => report.AlertCount);
        if (reports.Count < _keys || alerts < _expected.Values.Sum()) return $"counting: {reports.Count} reports, {alerts} alerts";
        if (reports.Count(report => report.Status != ReportStatus.Reviewed) is > 0 and var open) return $"{open} reviews";
        var issues = world.GitHub.Issues;
        if (issues.Count < _keys || issues.Any(issue => issue.Comments.Count == 0)) return $"writing: {issues.Count} issues";
        return await Queues.AreDoneAsync(world) ? "" : "messages in queues";
    }
}
