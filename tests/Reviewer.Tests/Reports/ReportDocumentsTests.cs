using AlertResponder.Contracts;
using AlertResponder.Reviewer.Reports;
using CsCheck;

namespace AlertResponder.Reviewer.Tests.Reports;

public sealed class ReportDocumentsTests
{
    [Fact]
    public void Whatever_a_report_holds_its_message_is_at_most_60_KiB() =>
        Gen.Select(Gen.Int[1, 500], Gen.Int[0, 400], Gen.Int[0, 6000], Gen.Int[0, 200_000]).Sample((attributes, findings, valueLength, descriptionLength) =>
        {
            var report = Report(attributes, findings, valueLength, descriptionLength);

            var document = ReportDocuments.ForMessage(report);

            DocumentJson.SizeOf(document).Should().BeLessThanOrEqualTo(ReportDocuments.MessageBytes);
            (document.Findings.Count + document.OmittedFindings).Should().Be(findings);
            (document.Attributes.Count + document.OmittedAttributes).Should().Be(report.Content.Attributes.Count);
        }, iter: 60);

    [Theory]
    [InlineData('x')]
    [InlineData('ü')] // six bytes as JSON
    [InlineData('"')]
    public void Long_verdict_of_any_characters_leaves_the_message_within_60_KiB(char character)
    {
        var report = Report(attributes: 500, findings: 50, valueLength: 1000, descriptionLength: 0);
        report.Title = report.Description = report.RuleName = new string(character, 2_000);
        var verdict = Some.Verdict() with
        {
            Reason = new string(character, 100_000),
            Missing = [.. Enumerable.Repeat(new string(character, 5_000), 500)],
        };
        Judgement.TakePersons(report, verdict, Some.Noon);

        var document = ReportDocuments.ForMessage(report);

        DocumentJson.SizeOf(document).Should().BeLessThanOrEqualTo(ReportDocuments.MessageBytes);
        document.Verdict!.Missing[^1].Should().Be($"and {501 - document.Verdict.Missing.Count} more");
        document.Verdict.Reason.Should().StartWith(new string(character, 1_000)).And.EndWith("…");
    }

    [Fact]
    public void Weightiest_findings_stay()
    {
        var document = ReportDocuments.ForMessage(Report(attributes: 1, findings: 400, valueLength: 1000, descriptionLength: 0));

        document.OmittedFindings.Should().BePositive();
        document.Findings.Min(finding => finding.Malicious).Should().BeGreaterThan(document.OmittedFindings - 1);
    }

    [Fact]
    public void Small_report_loses_nothing()
    {
        var report = Report(attributes: 3, findings: 3, valueLength: 20, descriptionLength: 100);

        var document = ReportDocuments.ForMessage(report);

        document.Attributes.Should().HaveCount(3);
        document.Findings.Should().HaveCount(3);
        (document.OmittedAttributes, document.OmittedFindings).Should().Be((0, 0));
        document.Description.Should().Be(report.Description);
    }

    private static Report Report(int attributes, int findings, int valueLength, int descriptionLength)
    {
        var report = Some.Report(null, Some.Alert(
            attributes: [.. Enumerable.Range(0, attributes).Select(n => Some.Address($"{n}{new string('ü', valueLength)}"))]));
        report.Description = new string('x', descriptionLength);
        report.Content.Findings = [.. Enumerable.Range(0, findings).Select(n =>
            Some.Finding(new InspectedAttribute { Type = "ipaddr", Value = $"{n}{new string('é', Math.Min(valueLength, 1000))}" }, malicious: n))];
        return report;
    }
}
