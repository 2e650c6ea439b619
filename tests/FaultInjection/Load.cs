using AlertResponder.Contracts;
using AlertResponder.TestKit;

namespace AlertResponder.FaultInjection.Tests;

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

    /// <summary>Sets what a stack under much load needs: the emitter's budget of a day, and short leases.</summary>
    public static void Prepare(ServicesStack stack)
    {
        stack.Settings["GitHub__WritesPerMinute"] = "100000";
        stack.Settings["GitHub__WritesPerHour"] = "1000000";
        stack.Settings["GitHub__Timeout"] = "2";
        stack.Settings["GitHub__LookAfter"] = "1";
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
    public Task SendAsync(ServicesStack stack) => Parallel.ForEachAsync(
        _alerts,
        new ParallelOptions { MaxDegreeOfParallelism = Senders },
        async (alert, _) => await Patiently.UntilAsync(() => TrySendAsync(stack, alert), $"alert {alert} is taken", Sizes.Seconds));

    /// <summary>Waits until all is done, and looks whether each alert was counted once and each report brought to the outside world once.</summary>
    public async Task ShouldBeDoneOnceAsync(ServicesStack stack)
    {
        var unfinished = "";
        await stack.UntilAsync(async () => (unfinished = await UnfinishedAsync(stack)).Length == 0, () => $"all is done; left is {unfinished}", Sizes.Seconds);

        (await Queues.ErrorsAsync(stack)).Should().BeEmpty("nothing belongs into an error queue");
        var reports = await stack.ReportsAsync();
        reports.Select(report => report.AlertId).Should().OnlyHaveUniqueItems();
        reports.Sum(report => report.AlertCount).Should().Be(_expected.Values.Sum());
        reports.Select(report => report.AlertCount).Order().Should().Equal(_expected.Values.Select(count => (long)count).Order());
        reports.Should().AllSatisfy(report => report.Should().Match<ListedReport>(one =>
            one.Status == ReportStatus.Reviewed && one.Severity == Severity.Urgent && one.VerdictNumber == 1));
        stack.GitHub.Issues.Should().HaveCount(_keys).And.OnlyContain(issue => issue.State == "open" && issue.Comments.Count == 1);
        foreach (var report in reports)
        {
            var timeline = await stack.TimelineAsync(report.ReportId);
            timeline.Should().ContainSingle(what => what == "opened").And.ContainSingle(what => what.StartsWith("verdict: ", StringComparison.Ordinal));
        }
    }

    private string KeyOf(int alert) => $"key-{alert % _keys}";

    private async Task<bool> TrySendAsync(ServicesStack stack, int alert)
    {
        var taken = await stack.TrySendAsync(Alert(KeyOf(alert)), $"alert-{alert}") is not null;
        Interlocked.Increment(ref taken ? ref _sent : ref _refused);
        return taken;
    }

    private async Task<string> UnfinishedAsync(ServicesStack stack)
    {
        var reports = await stack.ReportsAsync();
        var alerts = reports.Sum(report => report.AlertCount);
        if (reports.Count < _keys || alerts < _expected.Values.Sum()) return $"counting: {reports.Count} reports, {alerts} alerts";
        if (reports.Count(report => report.Status != ReportStatus.Reviewed) is > 0 and var open) return $"{open} reviews";
        var issues = stack.GitHub.Issues;
        if (issues.Count < _keys || issues.Any(issue => issue.Comments.Count == 0)) return $"writing: {issues.Count} issues";
        return await Queues.AreDoneAsync(stack) ? "" : "messages in queues";
    }
}
