using AlertResponder.Contracts;
using AlertResponder.Reviewer.Reports;
using AlertResponder.Reviewer.Storage;
using AlertResponder.TestKit;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AlertResponder.Reviewer.Tests.Storage;

public sealed class When_reports_grow_old
{
    private const int Old = 250;
    private static readonly TimeSpan Retention = new ReportsOptions().Retention;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task Every_hour_those_closed_for_longer_than_the_retention_go_with_their_alerts(Database database)
    {
        await using var reviewer = await ReviewerHost.StartAsync(database);
        var old = Enumerable.Range(0, Old).Select(n => Closed($"old-{n}", Retention)).ToList();
        var young = Closed("young", Retention - TimeSpan.FromHours(2));
        var asked = Closed("asked", Retention * 2);
        asked.CurrentState = nameof(ReportStateMachine.Reviewing);
        var open = Some.Report(alerts: Some.Alert(Some.Noon.AddYears(-1), "open"));
        await StoreAsync(reviewer, [.. old, young, asked, open]);

        reviewer.Time.Advance(TimeSpan.FromHours(1));
        await Patiently.UntilAsync(async () => await CountAsync(reviewer) == 3, "the old ones are gone");

        (await reviewer.WithStoreAsync(db => db.Reports.Select(report => report.AlertId).ToListAsync(Cancel)))
            .Should().BeEquivalentTo("young", "asked", "open");
        (await reviewer.WithStoreAsync(db => db.KeptAlerts.Select(alert => alert.ReportId).ToListAsync(Cancel)))
            .Should().BeEquivalentTo([young.CorrelationId, asked.CorrelationId, open.CorrelationId], "alerts go with their report");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task Several_processes_remove_each_report_once(Database database)
    {
        await using var reviewer = await ReviewerHost.StartAsync(database);
        var retention = await WithoutRoundsAsync(reviewer);
        await StoreAsync(reviewer, [.. Enumerable.Range(0, Old).Select(n => Closed($"old-{n}", Retention * 2))]);

        var removed = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => retention.RemoveAsync(Cancel))));

        removed.Sum().Should().Be(Old);
        (await CountAsync(reviewer)).Should().Be(0);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task Round_that_fails_is_made_up_for_by_the_next(Database database)
    {
        await using var reviewer = await ReviewerHost.StartAsync(database);
        await StoreAsync(reviewer, Closed("old", Retention * 2));
        var reports = database == Database.Postgres ? "reports.reports" : "reports";
        await ExecuteAsync(reviewer, $"ALTER TABLE {reports} RENAME COLUMN closed_at TO hidden");
        reviewer.Time.Advance(TimeSpan.FromHours(1));
        await Patiently.UntilAsync(() => reviewer.Logged.Contains(1205), "the fault is logged");

        await ExecuteAsync(reviewer, $"ALTER TABLE {reports} RENAME COLUMN hidden TO closed_at");
        reviewer.Time.Advance(TimeSpan.FromHours(1));

        await Patiently.UntilAsync(async () => await CountAsync(reviewer) == 0, "it is gone");
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task What_is_told_about_a_removed_report_is_dropped_and_its_alert_opens_a_new_one(Database database)
    {
        await using var reviewer = await ReviewerHost.StartAsync(database);
        var retention = await WithoutRoundsAsync(reviewer);
        var report = Closed("alert-1", Retention * 2);
        await StoreAsync(reviewer, report);
        (await retention.RemoveAsync(Cancel)).Should().Be(1);
        var outcomes = new Outcomes();
        using var observing = reviewer.Bus.ConnectConsumeObserver(outcomes);

        var id = report.CorrelationId;
        object[] messages =
        [
            new ReportGrew(id), new ReviewAsked(id, "alice"), new VerdictSet(id, Some.Verdict()), new InspectionDue(id),
            new InspectionOverdue(id), new ReviewDue(id), new PolicyOverdue(id), new ReReviewDue(id), new UpdateDue(id), new WindowEnded(id),
            new VerdictReached { ReportId = id, AlertId = "alert-1", ReviewNumber = 1, BasedOnVersion = 1, Verdict = Some.Verdict() },
            Some.Answer(new InspectionRequested
            {
                ReportId = id,
                AlertId = "alert-1",
                InspectionId = Guid.NewGuid(),
                Deadline = Some.Noon,
                Attribute = new InspectedAttribute { Type = "ipaddr", Value = "198.18.0.1" },
            }),
        ];
        var sent = messages.ToDictionary(_ => Guid.NewGuid());
        foreach (var (messageId, message) in sent) await reviewer.SendAsync(message, messageId);
        await Patiently.UntilAsync(() => sent.Keys.All(outcomes.Of.ContainsKey), "all are consumed");
        await reviewer.ReceiveAsync(Some.Alert());

        var opened = await reviewer.HearAsync<ReportOpened>();
        opened.Report.PreviousReportId.Should().BeNull();
        outcomes.Of.Values.Should().AllSatisfy(fault => fault.Should().BeNull());
    }

    [Fact]
    public void Retention_shorter_than_late_findings_may_come_is_refused()
    {
        new ReportsOptions().Validate().Should().BeEmpty();
        new ReportsOptions { Retention = TimeSpan.FromDays(14) }.Validate().Should().BeEmpty();
        new ReportsOptions { Retention = TimeSpan.FromDays(13) }.Validate().Should().ContainSingle().Which.Should()
            .Be("Reports__Retention is 13.00:00:00: it must be at least Reports__LateFindings (7.00:00:00) and Reports__MaxWindow (7.00:00:00) together, 14.00:00:00");
        new ReportsOptions { Retention = TimeSpan.Zero }.Validate().Should().ContainSingle().Which.Should().StartWith("Reports__Retention is 00:00:00");
    }

    /// <summary>Nothing is removed any more but by the test: the first round would otherwise still be on its way.</summary>
    private static async Task<ReportRetention> WithoutRoundsAsync(ReviewerHost reviewer)
    {
        var retention = reviewer.Get<ReportRetention>();
        await retention.StopAsync(Cancel);
        return retention;
    }

    private static Report Closed(string alertId, TimeSpan ago)
    {
        var report = Some.Report(alerts: Some.Alert(Some.Noon - ago - TimeSpan.FromDays(1), alertId));
        (report.CurrentState, report.ClosedAt) = (nameof(ReportStateMachine.Closed), Some.Noon - ago);
        return report;
    }

    private static Task<int> StoreAsync(ReviewerHost reviewer, params Report[] reports) => reviewer.WithStoreAsync(db =>
    {
        db.Reports.AddRange(reports);
        db.KeptAlerts.AddRange(reports.Select(report =>
            new KeptAlert { ReportId = report.CorrelationId, ReceivedAt = report.OpenedAt, ReceiptId = report.FirstReceiptId, Json = "{}" }));
        return db.SaveChangesAsync(Cancel);
    });

    private static Task<int> CountAsync(ReviewerHost reviewer) => reviewer.WithStoreAsync(db => db.Reports.CountAsync(Cancel));

    private static Task<int> ExecuteAsync(ReviewerHost reviewer, string sql) => reviewer.WithStoreAsync(db => db.Database.ExecuteSqlRawAsync(sql, Cancel));
}
