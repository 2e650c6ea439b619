using AlertResponder.Contracts;


namespace AlertResponder.Inspection.Tests;

public sealed class AnswerSizeTests
{
    [Fact]
    public void An_answer_that_is_too_large_loses_its_oldest_related_objects_and_keeps_its_counts()
    {
        var text = new string('é', 512);
        var attribute = new InspectedAttribute { Type = "url", Value = "http://evil.com/" + new string('é', 4000), Contexts = ["remote"] };
        var answer = new InspectionCompleted
        {
            ReportId = Guid.NewGuid(),
            AlertId = new string('a', 64),
            InspectionId = Guid.NewGuid(),
            Inspector = "virustotal",
            Attribute = attribute,
            Outcome = InspectionOutcome.Found,
            CompletedAt = TimeProvider.System.GetUtcNow(),
            Findings =
            [
                new Finding
                {
                    Inspector = "virustotal",
                    Attribute = attribute,
                    Kind = FindingKind.Host,
                    Malicious = 11,
                    Host = new HostFinding
                    {
                        RelatedDomains = [.. Enumerable.Repeat(new RelatedDomain(text), 5)],
                        RelatedUrls = [.. Enumerable.Repeat(new RelatedUrl(text), 5)],
                        RelatedMalware =
                        [
                            .. Enumerable.Range(0, 8).Select(_ => new RelatedMalware(new string('a', 64))
                            {
                                Scans = [.. Enumerable.Repeat(new MalwareScan("Kaspersky", text, true), 5)],
                            }),
                        ],
                    },
                },
            ],
        };
        AnswerSize.Measure(answer).Should().BeGreaterThan(60 * 1024);

        var fit = AnswerSize.Fit(answer);

        AnswerSize.Measure(fit).Should().BeLessThanOrEqualTo(60 * 1024);
        fit.Findings.Single().Malicious.Should().Be(11);
        fit.Findings.Single().Host!.RelatedDomains.Should().NotBeEmpty();
    }
}
