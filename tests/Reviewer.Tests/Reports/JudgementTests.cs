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
        Judgement.DecideFirst(report, Some.Noon).Should().Be(FirstReview.NotDue);

        report.ReviewGraceEndsAt = Some.Noon.AddMinutes(5);
        var request = new Investigation(Options).RequestNew(report, Some.Noon).Single();
        Judgement.DecideFirst(report, Some.Noon.AddMinutes(4)).Should().Be(FirstReview.WaitsForAnswers);
        Judgement.DecideFirst(report, Some.Noon.AddMinutes(5)).Should().Be(FirstReview.GraceOver);

        new Investigation(Options).Attach(report, Some.Answer(request));
        Judgement.DecideFirst(report, Some.Noon.AddMinutes(4)).Should().Be(FirstReview.AllAnswered);
    }

    [Fact]
    public void New_severity_or_rule_is_published_and_the_same_judgement_is_not()
    {
        var report = Some.Report();

        Judge(report, Severity.Unclassified).Should().Be(VerdictEffect.Published);
        Judge(report, Severity.Unclassified).Should().Be(VerdictEffect.Confirmed);
        Judge(report, Severity.Urgent).Should().Be(VerdictEffect.Published);
        Judge(report, Severity.Urgent, "another rule").Should().Be(VerdictEffect.Published);
        report.VerdictNumber.Should().Be(3);
    }

    [Fact]
    public void Answer_to_a_former_review_is_stale()
    {
        var report = Some.Report();
        var former = Judgement.Begin(report, Some.Noon, "first");
        Judgement.Begin(report, Some.Noon, "second");

        Judgement.Take(report, Answer(former), Some.Noon).Should().Be(VerdictEffect.Stale);
        report.Content.Verdict.Should().BeNull();
    }

    [Fact]
    public void News_that_came_during_a_review_cause_the_next_one()
    {
        var report = Some.Report();
        var review = Judgement.Begin(report, Some.Noon, "first");
        report.Changed(news: true);

        Judgement.Take(report, Answer(review), Some.Noon);

        _judgement.DecideAgain(report, Some.Noon).Should().Be(ReReview.News);
    }

    [Fact]
    public void Repeats_cause_no_review_and_wipe_no_verdict()
    {
        var report = Some.Report();
        Judge(report, Severity.Urgent);
        report.Changed();

        _judgement.DecideAgain(report, Some.Noon).Should().Be(ReReview.NoNews);
        report.Content.Verdict!.Severity.Should().Be(Severity.Urgent);
    }

    [Fact]
    public void Verdict_of_a_person_is_not_overwritten_by_news()
    {
        var report = Some.Report();
        var running = Judgement.Begin(report, Some.Noon, "first");
        Judgement.TakePersons(report, Some.Verdict(Severity.Safe, "person"), Some.Noon).Should().Be(VerdictEffect.Published);
        report.Changed(news: true);

        Judgement.Take(report, Answer(running), Some.Noon).Should().Be(VerdictEffect.Stale);
        _judgement.DecideAgain(report, Some.Noon).Should().Be(ReReview.DecidedByPerson);
    }

    [Fact]
    public void Late_news_reviews_a_closed_report_for_seven_days()
    {
        var report = Some.Report();
        Judge(report, Severity.Urgent);
        report.ClosedAt = Some.Noon;
        report.Changed(news: true);

        _judgement.DecideAgain(report, Some.Noon.AddDays(7)).Should().Be(ReReview.News);
        _judgement.DecideAgain(report, Some.Noon.AddDays(7).AddSeconds(1)).Should().Be(ReReview.TooLate);
    }

    private static VerdictEffect Judge(Report report, Severity severity, string rule = "rule") =>
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
