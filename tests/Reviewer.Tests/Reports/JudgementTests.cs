using AlertResponder.Contracts;
using AlertResponder.Reviewer.Reports;

namespace AlertResponder.Reviewer.Tests.Reports;

public sealed class JudgementTests
{
    private static readonly ReportsOptions Options = new();
    private readonly Judgement _judgement = new(Options);

    [Fact]
    public void First_review_waits_for_answers_until_its_grace_is_over()
    {
        var report = Some.Report();
        Judgement.ReasonForFirst(report, Some.Noon).Should().BeNull();
        Judgement.WaitsForAnswers(report, Some.Noon).Should().BeFalse();

        report.ReviewGraceEndsAt = Some.Noon.AddMinutes(5);
        var request = new Investigation(Options).RequestNew(report, Some.Noon).Single();
        Judgement.ReasonForFirst(report, Some.Noon.AddMinutes(4)).Should().BeNull();
        Judgement.WaitsForAnswers(report, Some.Noon.AddMinutes(4)).Should().BeTrue();
        Judgement.ReasonForFirst(report, Some.Noon.AddMinutes(5)).Should().Be("time for answers is over");
        Judgement.WaitsForAnswers(report, Some.Noon.AddMinutes(5)).Should().BeFalse();

        new Investigation(Options).Attach(report, Some.Answer(request), Some.Noon);
        Judgement.ReasonForFirst(report, Some.Noon.AddMinutes(4)).Should().Be("all answered");
        Judgement.WaitsForAnswers(report, Some.Noon.AddMinutes(4)).Should().BeFalse();
    }

    [Fact]
    public void New_severity_or_rule_is_published_and_the_same_judgement_is_not()
    {
        var report = Some.Report();

        Judge(report, Severity.Unclassified);
        report.VerdictNumber.Should().Be(1);
        Judge(report, Severity.Unclassified);
        report.VerdictNumber.Should().Be(1);
        Judge(report, Severity.Urgent);
        report.VerdictNumber.Should().Be(2);
        Judge(report, Severity.Urgent, "another rule");
        report.VerdictNumber.Should().Be(3);
    }

    [Fact]
    public void Answer_to_a_former_review_is_stale()
    {
        var report = Some.Report();
        var former = Judgement.Begin(report, Some.Noon, "first");
        var current = Judgement.Begin(report, Some.Noon, "second");

        Judgement.IsCurrent(report, Answer(former)).Should().BeFalse();
        Judgement.IsCurrent(report, Answer(current)).Should().BeTrue();
    }

    [Fact]
    public void News_that_came_during_a_review_cause_the_next_one()
    {
        var report = Some.Report();
        var review = Judgement.Begin(report, Some.Noon, "first");
        report.MarkChanged(significant: true);

        Judgement.Take(report, Answer(review), Some.Noon);

        _judgement.ReasonForAnother(report, Some.Noon).Should().NotBeNull();
    }

    [Fact]
    public void Repeats_cause_no_review_and_wipe_no_verdict()
    {
        var report = Some.Report();
        Judge(report, Severity.Urgent);
        report.MarkChanged();

        _judgement.ReasonForAnother(report, Some.Noon).Should().BeNull();
        report.Content.Verdict!.Severity.Should().Be(Severity.Urgent);
    }

    [Fact]
    public void Verdict_of_a_person_is_not_overwritten_by_news()
    {
        var report = Some.Report();
        var running = Judgement.Begin(report, Some.Noon, "first");
        Judgement.TakePersons(report, Some.Verdict(Severity.Safe, "person"), Some.Noon);
        report.VerdictNumber.Should().Be(1);
        report.MarkChanged(significant: true);

        Judgement.IsCurrent(report, Answer(running)).Should().BeFalse();
        _judgement.ReasonForAnother(report, Some.Noon).Should().BeNull();
    }

    [Fact]
    public void Late_news_reviews_a_closed_report_for_seven_days()
    {
        var report = Some.Report();
        Judge(report, Severity.Urgent);
        report.ClosedAt = Some.Noon;
        report.MarkChanged(significant: true);

        _judgement.ReasonForAnother(report, Some.Noon.AddDays(7)).Should().NotBeNull();
        _judgement.ReasonForAnother(report, Some.Noon.AddDays(7).AddSeconds(1)).Should().BeNull();
    }

    private static void Judge(Report report, Severity severity, string rule = "rule") =>
        Judgement.Take(report, Answer(Judgement.Begin(report, Some.Noon, "test"), severity, rule), Some.Noon);

    private static VerdictReached Answer(ReviewRequested review, Severity severity = Severity.Unclassified, string rule = "rule") => new()
    {
        ReportId = review.ReportId,
        AlertId = review.AlertId,
        ReviewNumber = review.ReviewNumber,
        BasedOnVersion = review.BasedOnVersion,
        Verdict = Some.Verdict(severity, rule),
    };
}
