using AlertResponder.Contracts;
using AlertResponder.Reviewer.Reports;

namespace AlertResponder.Reviewer.Tests.Reports;

public sealed class TimelineTests
{
    [Fact]
    public void Verdicts_and_what_persons_did_outlast_any_number_of_answers()
    {
        var report = Some.Report();
        for (var number = 0; number < 250; number++) report.Note(Some.Noon, "inspected: Found", "ipaddr", "virustotal");
        Judgement.TakePersons(report, Some.Verdict(Severity.Urgent) with { DecidedBy = "carol" }, Some.Noon);

        for (var number = 0; number < 1_000; number++) report.Note(Some.Noon, "inspected: Found", "ipaddr", "virustotal");

        report.Content.Timeline.Should().HaveCount(200);
        report.Content.Timeline[0].What.Should().Be("opened");
        report.Content.Timeline.Should().ContainSingle(entry => entry.By == "carol").Which.What.Should().Be("verdict: Urgent");
    }

    [Fact]
    public void Any_number_of_persons_acts_does_not_make_it_grow_without_end()
    {
        var report = Some.Report();
        for (var number = 0; number < 1_000; number++) report.Note(Some.Noon, "review asked for", by: $"person-{number}", lasts: true);

        report.Content.Timeline.Should().HaveCount(200);
        report.Content.Timeline[^1].By.Should().Be("person-999");
    }
}
