using AlertResponder.Contracts;
using AlertResponder.Reviewer.Policy;
using AlertResponder.Reviewer.Reports;

namespace AlertResponder.Reviewer.Tests.Policy;

public sealed class EvidencePolicyTests
{
    private static readonly PolicyOptions AllowSafe = new() { AllowSafe = true };

    [Theory]
    [InlineData(5, Severity.Urgent)]
    [InlineData(4, Severity.Unclassified)]
    public void Enough_engines_against_a_remote_attribute_are_urgent(int malicious, Severity expected) =>
        Judge(new PolicyOptions(), Answered(InspectionOutcome.Found, malicious)).Severity.Should().Be(expected);

    [Fact]
    public void Engines_against_a_local_attribute_are_not_urgent() =>
        Judge(new PolicyOptions(), Answered(InspectionOutcome.Found, 60, context: "local")).Severity.Should().Be(Severity.Unclassified);

    [Fact]
    public void Safe_is_said_only_when_it_is_allowed()
    {
        Judge(new PolicyOptions(), Answered(InspectionOutcome.Nothing)).Severity.Should().Be(Severity.Unclassified);
        Judge(AllowSafe, Answered(InspectionOutcome.Nothing)).Severity.Should().Be(Severity.Safe);
    }

    [Theory]
    [InlineData(InspectionOutcome.Unknown, "unknown")]
    [InlineData(InspectionOutcome.Skipped, "not looked at")]
    [InlineData(InspectionOutcome.Failed, "failed")]
    [InlineData(InspectionOutcome.Deferred, "put off")]
    [InlineData(InspectionOutcome.Other, "not understood")]
    public void Whatever_is_open_is_not_safe_and_is_named(InspectionOutcome outcome, string named)
    {
        var verdict = Judge(AllowSafe, Answered(outcome));

        verdict.Severity.Should().Be(Severity.Unclassified);
        verdict.Reason.Should().Contain(named);
    }

    [Fact]
    public void Inspector_that_has_not_answered_is_not_safe() => Judge(AllowSafe, Requested().Report).Reason.Should().Contain("has not answered");

    [Fact]
    public void Report_without_a_remote_attribute_is_not_safe() =>
        Judge(AllowSafe, Answered(InspectionOutcome.Nothing, context: "local")).Reason.Should().Contain("no remote attribute");

    [Fact]
    public void Cut_report_is_not_safe()
    {
        var report = Answered(InspectionOutcome.Nothing);
        report.Content.OmittedAttributes = 1;
        Judge(AllowSafe, report).Reason.Should().Contain("left out");
    }

    [Fact]
    public void Single_engine_is_enough_against_safe() => Judge(AllowSafe, Answered(InspectionOutcome.Found, 1)).Severity.Should().Be(Severity.Unclassified);

    [Fact]
    public void Missing_answers_are_named_with_inspector_and_attribute() =>
        MissingAnswers.Of(ReportDocuments.ForMessage(Requested().Report)).Should().Equal("virustotal has not answered on ipaddr 198.18.7.9");

    private static Verdict Judge(PolicyOptions options, Report report) =>
        EvidencePolicy.Judge(ReportDocuments.ForMessage(report), options, Some.Noon);

    private static Report Answered(InspectionOutcome outcome, int malicious = 0, string context = "remote")
    {
        var (report, request) = Requested(context);
        new Investigation(new ReportsOptions()).Attach(report, Some.Answer(request, outcome, malicious: malicious), Some.Noon);
        return report;
    }

    private static (Report Report, InspectionRequested Request) Requested(string context = "remote")
    {
        var report = Some.Report(null, Some.Alert(attributes: [Some.Address(context: context)]));
        return (report, new Investigation(new ReportsOptions()).RequestNew(report, Some.Noon).Single());
    }
}
