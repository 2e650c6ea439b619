using AlertResponder.Contracts;
using AlertResponder.Reviewer.Reports;

namespace AlertResponder.Reviewer.Tests.Aggregation;

public sealed class When_a_repeat_comes
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task It_changes_what_it_brings_and_nothing_else(Database database)
    {
        await using var reviewer = await ReviewerHost.StartAsync(database);
        var stored = Reviewed();
        await reviewer.WithStoreAsync(db =>
        {
            db.Add(stored);
            return db.SaveChangesAsync(TestContext.Current.CancellationToken);
        });

        await reviewer.ReceiveAsync(Some.Alert(Some.Noon.AddMinutes(1)));

        var seen = await reviewer.SeeAsync(stored.CorrelationId, report => report.AlertCount == 2, "the repeat is counted");
        seen.Should().BeEquivalentTo(
            stored,
            comparison => comparison.Excluding(report => report.AlertCount).Excluding(report => report.LastReceivedAt).Excluding(report => report.LastSeen)
                .Excluding(report => report.WindowEndsAt).Excluding(report => report.DocumentVersion).Excluding(report => report.RowVersion));
        seen.Should().BeEquivalentTo(new
        {
            LastReceivedAt = Some.Noon.AddMinutes(1),
            LastSeen = Some.Noon.AddMinutes(1),
            WindowEndsAt = Some.Noon.AddMinutes(1) + new ReportsOptions().Window,
            DocumentVersion = stored.DocumentVersion + 1,
            RowVersion = stored.RowVersion + 1,
        });
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task A_new_attribute_is_added_to_what_the_report_knows(Database database)
    {
        await using var reviewer = await ReviewerHost.StartAsync(database);
        await reviewer.ReceiveAsync(Some.Alert());
        var opened = await reviewer.HearAsync<ReportOpened>();

        await reviewer.ReceiveAsync(Some.Alert(Some.Noon.AddMinutes(1), attributes: Some.Address("198.18.7.10")));

        var report = await reviewer.SeeAsync(opened.ReportId, report => report.AlertCount == 2, "it has joined");
        report.Content.Attributes.Select(attribute => attribute.Value).Should().Equal("198.18.7.9", "198.18.7.10");
        report.SignificantVersion.Should().BeGreaterThan(opened.DocumentVersion);
    }

    [Fact]
    public async Task A_message_to_the_report_that_was_lost_is_sent_again_with_what_comes_after_the_longest_interval()
    {
        await using var reviewer = await ReviewerHost.StartAsync(Database.Sqlite);
        var stored = Reviewed();
        stored.NotificationPending = true; // and its message is in an error queue
        await reviewer.WithStoreAsync(db =>
        {
            db.Add(stored);
            return db.SaveChangesAsync(TestContext.Current.CancellationToken);
        });
        await reviewer.ReceiveAsync(Some.Alert(Some.Noon.AddMinutes(1), attributes: Some.Address("198.18.7.10")));
        (await reviewer.SeeAsync(stored.CorrelationId, report => report.AlertCount == 2, "the first has joined")).NotificationPending.Should().BeTrue();

        reviewer.Time.Advance(new ReportsOptions().MaxUpdateInterval.Value + TimeSpan.FromSeconds(1));
        await reviewer.ReceiveAsync(Some.Alert(Some.Noon.AddHours(1).AddMinutes(2), attributes: Some.Address("198.18.7.11")));

        await reviewer.SeeAsync(stored.CorrelationId, report => report.AlertCount == 3 && !report.NotificationPending, "the report goes on");
        await reviewer.HearAsync<InspectionRequested>(request => request.Attribute.Value == "198.18.7.10", "what had come before is inspected as well");
    }

    /// <summary>A report with something in each column that aggregation leaves alone.</summary>
    private static Report Reviewed()
    {
        var report = Some.Report();
        report.PreviousReportId = Guid.NewGuid();
        report.CurrentState = nameof(ReportStateMachine.Reviewed);
        report.Description = "long ago";
        (report.PublishedVersion, report.PublishedAt, report.UnchangedUpdates) = (report.DocumentVersion, Some.Noon, 3);
        (report.InspectionsRequested, report.ReviewGraceEndsAt) = (true, Some.Noon.AddMinutes(5));
        (report.ReviewNumber, report.ReviewRepeats, report.ReviewedVersion, report.UnchangedReviews) = (4, 1, report.DocumentVersion, 2);
        (report.VerdictNumber, report.PublishedVerdictNumber, report.Severity, report.VerdictRule) = (2, 2, Severity.Urgent, "rule");
        report.DecidedByPerson = true;
        (report.InspectionDueToken, report.InspectionOverdueToken, report.ReviewDueToken) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        (report.PolicyOverdueToken, report.ReReviewDueToken, report.UpdateDueToken, report.WindowEndedToken) =
            (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        report.Content.Verdict = Some.Verdict(Severity.Urgent);
        report.Content.Findings.Add(Some.Finding(new InspectedAttribute { Type = "ipaddr", Value = "198.18.7.9", Contexts = ["remote"] }));
        return report;
    }
}
