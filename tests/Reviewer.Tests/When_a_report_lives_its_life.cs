using AlertResponder.Contracts;
using AlertResponder.Reviewer.Policy;
using AlertResponder.Reviewer.Reports;
using AlertResponder.TestKit;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Reviewer.Tests;

public sealed class When_a_report_lives_its_life
{
    [Fact]
    public async Task It_opens_at_once_is_inspected_after_five_minutes_and_judged_after_ten()
    {
        await using var reviewer = await ReviewerHost.StartAsync(null, "Policy=Evidence");
        await reviewer.ReceiveAsync(Some.Alert());

        var opened = await reviewer.HearAsync<ReportOpened>();
        opened.Report.Status.Should().Be(ReportStatus.New);
        reviewer.Heard.Of<InspectionRequested>().Should().BeEmpty();

        reviewer.Time.Advance(TimeSpan.FromMinutes(5));
        var request = await reviewer.HearAsync<InspectionRequested>();
        request.Deadline.Should().Be(Some.Noon.AddMinutes(10));
        await reviewer.AnswerAsync(Some.Answer(request, at: Some.Noon.AddMinutes(5)));
        await reviewer.SeeAsync(opened.ReportId, report => report.Content.Findings.Count == 1, "the finding is attached");
        reviewer.Heard.Of<AlertReviewed>().Should().BeEmpty();

        reviewer.Time.Advance(TimeSpan.FromMinutes(5));
        var reviewed = await reviewer.HearAsync<AlertReviewed>();
        reviewed.VerdictNumber.Should().Be(1);
        reviewed.Report.Verdict!.Severity.Should().Be(Severity.Urgent);
        reviewed.Report.Findings.Should().ContainSingle();
        reviewed.Report.Status.Should().Be(ReportStatus.Reviewed);
        reviewed.DocumentVersion.Should().BeGreaterThan(opened.DocumentVersion);
    }

    [Fact]
    public async Task Repeats_join_it_and_a_redelivered_alert_counts_once()
    {
        await using var reviewer = await ReviewerHost.StartAsync();
        var first = Some.Alert();
        await reviewer.ReceiveAsync(first);
        var opened = await reviewer.HearAsync<ReportOpened>();

        var repeats = Enumerable.Range(1, 250).Select(n => Some.Alert(Some.Noon.AddSeconds(n))).ToList();
        foreach (var alert in repeats.Concat(repeats).Append(first)) await reviewer.ReceiveAsync(alert);

        var report = await reviewer.SeeAsync(opened.ReportId, report => report.AlertCount >= 251, "all have joined");
        report.AlertCount.Should().Be(251);
        reviewer.Heard.Of<ReportOpened>().Should().ContainSingle();
        var kept = await reviewer.WithStoreAsync(db => db.KeptAlerts.CountAsync());
        kept.Should().Be(100);
    }

    [Fact]
    public async Task Repeats_are_told_at_most_once_a_minute_and_send_nothing_else()
    {
        await using var reviewer = await ReviewerHost.StartAsync();
        await reviewer.ReceiveAsync(Some.Alert());
        var opened = await reviewer.HearAsync<ReportOpened>();
        for (var repeat = 0; repeat < 5; repeat++)
        {
            await reviewer.ReceiveAsync(Some.Alert());
            await reviewer.SeeAsync(opened.ReportId, report => report.AlertCount == repeat + 2 && !report.NotificationPending, "the repeat has joined");
        }

        reviewer.Heard.Of<ReportUpdated>().Should().BeEmpty();
        var taken = await reviewer.WithStoreAsync(db => db.Database
            .SqlQuery<int>($"SELECT count(*) AS Value FROM inbox WHERE consumer LIKE {$"{ReviewerQueues.Reports}/%"}").SingleAsync());
        taken.Should().Be(0, "the report's state machine need not hear of repeats");
        reviewer.Time.Advance(TimeSpan.FromMinutes(1));
        (await reviewer.HearAsync<ReportUpdated>()).Report.AlertCount.Should().Be(6);
        reviewer.Heard.Of<ReportUpdated>().Should().ContainSingle();
    }

    [Fact]
    public async Task Repeat_after_the_review_keeps_the_verdict()
    {
        await using var reviewer = await ReviewerHost.StartAsync();
        var reportId = await ReviewedAsync(reviewer);

        await reviewer.ReceiveAsync(Some.Alert(Some.Noon.AddMinutes(11)));

        var report = await reviewer.SeeAsync(reportId, report => report.AlertCount == 2 && !report.NotificationPending, "the repeat has joined");
        report.CurrentState.Should().Be("Reviewed");
        report.Content.Verdict.Should().NotBeNull();
        report.ReReviewDueToken.Should().BeNull("a repeat is no significant change");
    }

    [Fact]
    public async Task Late_finding_changes_the_verdict()
    {
        await using var reviewer = await ReviewerHost.StartAsync(null, "Policy=Evidence", "Reports__ReviewGrace=0");
        await reviewer.ReceiveAsync(Some.Alert());
        await reviewer.HearAsync<ReportOpened>();
        reviewer.Time.Advance(TimeSpan.FromMinutes(5));
        var request = await reviewer.HearAsync<InspectionRequested>();
        reviewer.Time.Advance(TimeSpan.FromMinutes(5));
        var first = await reviewer.HearAsync<AlertReviewed>();
        first.Report.Verdict!.Severity.Should().Be(Severity.Unclassified);
        first.Report.Verdict.Missing.Should().ContainSingle();

        await reviewer.AnswerAsync(Some.Answer(request, at: Some.Noon.AddMinutes(11)));
        await reviewer.SeeAsync(first.ReportId, report => report.ReReviewDueToken is not null, "the next review is armed");
        reviewer.Time.Advance(TimeSpan.FromMinutes(1));

        var second = await reviewer.HearAsync<AlertReviewed>(reviewed => reviewed.VerdictNumber == 2);
        second.Report.Verdict!.Severity.Should().Be(Severity.Urgent);
        second.Report.Verdict.Missing.Should().BeEmpty();
    }

    [Fact]
    public async Task First_review_waits_for_answers_that_are_out()
    {
        await using var reviewer = await ReviewerHost.StartAsync();
        await reviewer.ReceiveAsync(Some.Alert());
        var opened = await reviewer.HearAsync<ReportOpened>();
        reviewer.Time.Advance(TimeSpan.FromMinutes(5));
        var request = await reviewer.HearAsync<InspectionRequested>();
        reviewer.Time.Advance(TimeSpan.FromMinutes(5));
        await reviewer.SeeAsync(opened.ReportId, report => report.ReviewGraceEndsAt is not null, "the review waits");
        reviewer.Heard.Of<AlertReviewed>().Should().BeEmpty();

        await reviewer.AnswerAsync(Some.Answer(request, at: Some.Noon.AddMinutes(10)));

        (await reviewer.HearAsync<AlertReviewed>()).Report.Verdict!.Missing.Should().BeEmpty();
    }

    [Fact]
    public async Task Silent_inspector_is_asked_again_and_the_review_names_it()
    {
        await using var reviewer = await ReviewerHost.StartAsync();
        await reviewer.ReceiveAsync(Some.Alert());
        var opened = await reviewer.HearAsync<ReportOpened>();
        reviewer.Time.Advance(TimeSpan.FromMinutes(5));
        await reviewer.HearAsync<InspectionRequested>();

        reviewer.Time.Advance(TimeSpan.FromMinutes(5));
        (await reviewer.HearAsync<InspectionRequested>(request => request.Inspector is not null)).Inspector.Should().Be("virustotal");
        await reviewer.SeeAsync(opened.ReportId, report => report.ReviewGraceEndsAt is not null, "the review waits for answers");

        reviewer.Time.Advance(TimeSpan.FromMinutes(5));
        (await reviewer.HearAsync<AlertReviewed>()).Report.Verdict!.Missing.Should().ContainSingle().Which.Should().Contain("has not answered");
    }

    [Fact]
    public async Task With_no_delays_inspections_come_before_the_review()
    {
        await using var reviewer = await ReviewerHost.StartAsync(null, "Policy=Evidence", "Reports__InspectionDelay=0", "Reports__ReviewDelay=0");
        await reviewer.ReceiveAsync(Some.Alert());
        await reviewer.HearAsync<ReportOpened>();
        var request = await reviewer.HearAsync<InspectionRequested>();

        await reviewer.AnswerAsync(Some.Answer(request));

        (await reviewer.HearAsync<AlertReviewed>()).Report.Verdict!.Severity.Should().Be(Severity.Urgent);
        reviewer.Heard.Of<AlertReviewed>().Should().ContainSingle();
    }

    [Fact]
    public async Task It_closes_at_the_windows_end_and_the_next_alert_opens_a_linked_one()
    {
        await using var reviewer = await ReviewerHost.StartAsync();
        var reportId = await ReviewedAsync(reviewer);
        await reviewer.ReceiveAsync(Some.Alert(Some.Noon.AddHours(2)));
        var armed = (await reviewer.SeeAsync(reportId, report => report.AlertCount == 2, "the repeat has joined")).WindowEndedToken;

        reviewer.Time.Advance(TimeSpan.FromHours(24));
        // Another token: the timer stands again before the clock moves on, which nothing would do a second time.
        await reviewer.SeeAsync(reportId, report => report.WindowEndedToken is { } token && token != armed, "the window was looked at again");
        reviewer.Time.Advance(TimeSpan.FromHours(2));
        await reviewer.SeeAsync(reportId, report => report.CurrentState == "Closed", "it is closed");

        await reviewer.ReceiveAsync(Some.Alert(Some.Noon.AddHours(27)));
        var next = await reviewer.HearAsync<ReportOpened>(opened => opened.ReportId != reportId);
        next.Report.PreviousReportId.Should().Be(reportId);
        next.AlertId.Should().Be("alert-1");
    }

    [Fact]
    public async Task Late_finding_reviews_a_closed_report_and_leaves_it_closed()
    {
        await using var reviewer = await ReviewerHost.StartAsync(null, "Policy=Evidence", "Reports__ReviewGrace=0");
        var reportId = await ReviewedAsync(reviewer);
        var request = await reviewer.HearAsync<InspectionRequested>();
        reviewer.Time.Advance(TimeSpan.FromHours(25));
        await reviewer.SeeAsync(reportId, report => report.CurrentState == "Closed", "it is closed");

        await reviewer.AnswerAsync(Some.Answer(request, at: Some.Noon.AddHours(26)));
        await reviewer.SeeAsync(reportId, report => report.ReReviewDueToken is not null, "the next review is armed");
        reviewer.Time.Advance(TimeSpan.FromMinutes(1));

        var second = await reviewer.HearAsync<AlertReviewed>(reviewed => reviewed.VerdictNumber == 2);
        second.Report.Verdict!.Severity.Should().Be(Severity.Urgent);
        await reviewer.SeeAsync(reportId, report => report.CurrentState == "Closed", "it is closed again");
    }

    [Fact]
    public async Task Verdict_of_a_person_is_not_overwritten_by_a_policy()
    {
        await using var reviewer = await ReviewerHost.StartAsync();
        var reportId = await ReviewedAsync(reviewer);

        await reviewer.SendAsync(new VerdictSet(reportId, Some.Verdict(Severity.Safe, "person")));
        (await reviewer.HearAsync<AlertReviewed>(reviewed => reviewed.VerdictNumber == 2)).Report.Verdict!.Severity.Should().Be(Severity.Safe);
        await reviewer.ReceiveAsync(Some.Alert(Some.Noon.AddMinutes(12), attributes: [Some.Address("198.18.99.1")]));
        (await reviewer.SeeAsync(reportId, report => report.AlertCount == 2 && !report.NotificationPending, "a significant change has come")).ReReviewDueToken.Should().BeNull();

        await reviewer.SendAsync(new ReviewAsked(reportId, "alice"));
        var report = await reviewer.SeeAsync(
            reportId,
            report => report.Content.Timeline.Exists(entry => entry.What.StartsWith("the policy would say", StringComparison.Ordinal)),
            "the policy was asked");
        report.Content.Verdict!.Severity.Should().Be(Severity.Safe);
    }

    [Fact]
    public async Task Answer_to_a_former_review_is_not_taken()
    {
        await using var reviewer = await ReviewerHost.StartAsync();
        var report = Some.Report();
        var former = Judgement.Begin(report, Some.Noon, "first");
        Judgement.Begin(report, Some.Noon, "second");
        report.CurrentState = "Reviewing";
        await reviewer.WithStoreAsync(db =>
        {
            db.Reports.Add(report);
            return db.SaveChangesAsync();
        });
        var outcomes = new Outcomes();
        using var observing = reviewer.Bus.ConnectConsumeObserver(outcomes);
        var messageId = Guid.NewGuid();

        await reviewer.SendAsync(
            new VerdictReached
            {
                ReportId = former.ReportId,
                AlertId = former.AlertId,
                ReviewNumber = former.ReviewNumber,
                BasedOnVersion = former.BasedOnVersion,
                Verdict = Some.Verdict(),
            },
            messageId);
        await Patiently.UntilAsync(() => outcomes.Of.ContainsKey(messageId), "it is consumed");

        var after = (await reviewer.ReadAsync(report.CorrelationId))!;
        after.CurrentState.Should().Be("Reviewing");
        after.Content.Verdict.Should().BeNull();
    }

    [Fact]
    public async Task Policy_that_throws_leaves_the_report_unclassified_with_the_reason()
    {
        await using var reviewer = await ReviewerHost.StartAsync(bus => bus.AddSingleton<IReviewPolicy>(new Failing()));
        await ReviewedAsync(reviewer);

        var verdict = (await reviewer.HearAsync<AlertReviewed>()).Report.Verdict!;
        verdict.Severity.Should().Be(Severity.Unclassified);
        verdict.Reason.Should().Contain("the policy failed").And.NotContain("secret");
    }

    [Fact]
    public async Task Policy_that_never_answers_leaves_the_report_unclassified_after_thirty_seconds()
    {
        var policy = new Hanging();
        await using var reviewer = await ReviewerHost.StartAsync(bus => bus.AddSingleton<IReviewPolicy>(policy));
        await reviewer.ReceiveAsync(Some.Alert());
        var opened = await reviewer.HearAsync<ReportOpened>();
        await reviewer.SendAsync(new ReviewAsked(opened.ReportId, "alice"));
        await policy.Asked.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        reviewer.Time.Advance(TimeSpan.FromSeconds(30));

        (await reviewer.HearAsync<AlertReviewed>()).Report.Verdict!.Reason.Should().Contain("30 seconds");
    }

    private static async Task<Guid> ReviewedAsync(ReviewerHost reviewer)
    {
        await reviewer.ReceiveAsync(Some.Alert());
        var opened = await reviewer.HearAsync<ReportOpened>();
        reviewer.Time.Advance(TimeSpan.FromMinutes(5));
        await reviewer.HearAsync<InspectionRequested>();
        await reviewer.SeeAsync(opened.ReportId, report => report.CurrentState == "Inspecting", "it is inspected");
        reviewer.Time.Advance(TimeSpan.FromMinutes(5));
        await reviewer.SeeAsync(opened.ReportId, report => report.ReviewGraceEndsAt is not null || report.ReviewNumber > 0, "the review is due");
        reviewer.Time.Advance(TimeSpan.FromMinutes(5));
        await reviewer.SeeAsync(opened.ReportId, report => report.CurrentState == "Reviewed", "it is reviewed");
        return opened.ReportId;
    }

    private sealed class Failing : IReviewPolicy
    {
        public ValueTask<Verdict> ReviewAsync(ReportDocument report, CancellationToken cancellationToken) => throw new InvalidOperationException("secret");
    }

    private sealed class Hanging : IReviewPolicy
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<Verdict> ReviewAsync(ReportDocument report, CancellationToken cancellationToken)
        {
            Asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
            throw new InvalidOperationException("never reached");
        }
    }
}
