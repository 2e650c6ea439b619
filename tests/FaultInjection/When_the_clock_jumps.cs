using System.Net.Http.Json;
using AlertResponder.Contracts;
using AlertResponder.TestKit;
using AlertResponder.TestKit.Postgres;

namespace AlertResponder.FaultInjection.Tests;

/// <summary>Somebody sets the clock of the reviewer's machine wrong by an hour, and later right again. The database's own clock goes on.</summary>
public sealed class When_the_clock_jumps
{
    private const int Alerts = 20;
    private const int Parts = 5;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly string[] OnceAReport = ["InspectionDue", "ReviewDue", nameof(AlertReviewed)];

    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, -1)]
    [InlineData(true, 1)]
    [InlineData(true, -1)]
    public async Task Each_timer_fires_once_and_each_report_has_one_verdict(bool onPostgres, int hours)
    {
        await using var reviewer = await ReviewerWithAClock.StartAsync(await SettingsAsync(onPostgres));
        var before = await OpenAsync(reviewer, "before");

        await JumpAsync(reviewer, hours * Hour, "under-way");
        var wrong = await OpenAsync(reviewer, "while-wrong");
        if (hours > 0) await ReviewedAsync(reviewer, before, "whose timers are due by the wrong clock");

        await JumpAsync(reviewer, -hours * Hour, "under-way-back");
        var after = await OpenAsync(reviewer, "after");
        if (hours < 0) await ReviewedAsync(reviewer, wrong, "whose timers were set by a clock that was late");

        List<string> reviewed = hours > 0 ? before : wrong;
        var waiting = hours > 0 ? wrong.Concat(after) : before.Concat(after);
        var done = (await ReportsAsync(reviewer)).Where(report => report.VerdictNumber > 0).Select(report => report.AlertId).ToList();
        done.Should().Contain(reviewed).And.NotIntersectWith(waiting, "these wait for their time");

        reviewer.Clock.Shift(TimeSpan.FromDays(2));
        await Patiently.UntilAsync(
            async () => (await ReportsAsync(reviewer)).Count(report => report.Status == ReportStatus.Closed) == Parts * Alerts,
            "all is reviewed and closed", Sizes.Seconds);
        reviewer.Clock.Shift(-TimeSpan.FromDays(2));
        reviewer.Clock.Shift(TimeSpan.FromDays(2));
        await OpenAsync(reviewer, "last"); // what goes out twice has gone by then

        var reports = (await ReportsAsync(reviewer)).Where(report => !report.AlertId.StartsWith("last", StringComparison.Ordinal)).ToList();
        reports.Should().HaveCount(Parts * Alerts).And.OnlyContain(report => report.VerdictNumber == 1);
        reviewer.Consumed.Select(message => (message.Type, message.MessageId)).Should().OnlyHaveUniqueItems();
        foreach (var type in OnceAReport)
        {
            reviewer.Consumed.Where(message => message.Type == type).Select(message => message.ReportId!.Value)
                .Should().BeEquivalentTo(reports.Select(report => report.ReportId), "{0} comes once a report", type);
        }

        // Those that are reviewed when their window is over already are closed by the verdict.
        var ended = reviewer.Consumed.Where(message => message.Type == "WindowEnded").Select(message => message.ReportId!.Value);
        ended.Should().OnlyHaveUniqueItems().And.Contain(reports.Where(report => reviewed.Contains(report.AlertId)).Select(report => report.ReportId));
    }

    private static async Task<Dictionary<string, string>> SettingsAsync(bool onPostgres)
    {
        var settings = new Dictionary<string, string>
        {
            ["Policy"] = "Evidence",
            ["Reports__InspectionDelay"] = "00:10:00",
            ["Reports__ReviewDelay"] = "00:20:00",
            // Nobody inspects here, and no review waits for it.
            ["Reports__ExpectedInspectors__virustotal"] = "domain",
        };
        if (onPostgres) settings["ConnectionStrings__reports"] = await (await LocalPostgres.SharedAsync()).CreateDatabaseAsync();
        return settings;
    }

    /// <summary>Sends alerts, and waits until their reports are open and the timers of these are set.</summary>
    private static async Task<List<string>> OpenAsync(ReviewerWithAClock reviewer, string name)
    {
        var opened = Opened(reviewer);
        var alertIds = await SendAsync(reviewer, name);
        await Patiently.UntilAsync(() => Opened(reviewer) == opened + Alerts, $"reports open: {name}", Sizes.Seconds);
        return alertIds;
    }

    /// <summary>Sets the clock while reports open: what the outbox holds then was written by the clock as it was.</summary>
    private static async Task JumpAsync(ReviewerWithAClock reviewer, TimeSpan by, string name)
    {
        var opened = Opened(reviewer);
        await SendAsync(reviewer, name);
        await Patiently.UntilAsync(() => Opened(reviewer) > opened, $"the first report opens: {name}", Sizes.Seconds);
        reviewer.Clock.Shift(by);
        await Patiently.UntilAsync(() => Opened(reviewer) == opened + Alerts, $"reports open: {name}", Sizes.Seconds);
    }

    private static async Task<List<string>> SendAsync(ReviewerWithAClock reviewer, string name)
    {
        List<string> alertIds = [.. Enumerable.Range(0, Alerts).Select(i => $"{name}-{i}")];
        foreach (var alertId in alertIds) await reviewer.ReceiveAsync(alertId);
        return alertIds;
    }

    private static int Opened(ReviewerWithAClock reviewer) => reviewer.Consumed.Count(message => message.Type == nameof(ReportOpened));

    private static Task ReviewedAsync(ReviewerWithAClock reviewer, List<string> alertIds, string whose) => Patiently.UntilAsync(
        async () =>
        {
            var reports = await ReportsAsync(reviewer);
            return alertIds.All(id => reports.Any(report => report.AlertId == id && report.VerdictNumber > 0));
        },
        $"reports are reviewed {whose}", Sizes.Seconds);

    private static async Task<IReadOnlyList<ListedReport>> ReportsAsync(ReviewerWithAClock reviewer) =>
        (await reviewer.Http.GetFromJsonAsync<ReportList>(new Uri("/reports?limit=200", UriKind.Relative)))!.Items;
}
