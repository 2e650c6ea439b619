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

    [Fact]
    public void Thousands_of_findings_become_as_many_as_fit()
    {
        var fit = AnswerSize.Fit(Answer() with { Findings = [.. Enumerable.Range(0, 20_000).Select(number => Found($"finding {number}"))] });

        AnswerSize.Measure(fit).Should().BeInRange(AnswerSize.MaxBytes / 4, AnswerSize.MaxBytes);
        fit.Outcome.Should().Be(InspectionOutcome.Found);
        fit.Findings[0].Title.Should().Be("finding 0");
    }

    [Fact]
    public void Answer_that_cannot_be_made_to_fit_has_failed()
    {
        var fit = AnswerSize.Fit(Answer() with { Findings = [Found(new string('x', AnswerSize.MaxBytes))] });

        fit.Should().BeEquivalentTo(new { Outcome = InspectionOutcome.Failed, Findings = Array.Empty<Finding>() });
        fit.Reason.Should().Contain("too long");
    }

    [Fact]
    public void Deferred_answer_that_cannot_be_made_to_fit_stays_deferred_for_another_will_come()
    {
        var until = TimeProvider.System.GetUtcNow().AddMinutes(1);

        var fit = AnswerSize.Fit(Answer() with
        {
            Outcome = InspectionOutcome.Deferred,
            DeferredUntil = until,
            Findings = [Found(new string('x', AnswerSize.MaxBytes))],
        });

        fit.Should().BeEquivalentTo(new { Outcome = InspectionOutcome.Deferred, DeferredUntil = until, Findings = Array.Empty<Finding>() });
    }

    [Fact]
    public void Of_findings_that_are_alike_the_last_one_is_shortened()
    {
        var host = new HostFinding { RelatedDomains = [.. Enumerable.Repeat(new RelatedDomain(new string('x', 512)), AnswerSize.MaxBytes / 1000)] };
        var found = Found("twin") with { Host = host };

        var fit = AnswerSize.Fit(Answer() with { Findings = [found, found] });

        AnswerSize.Measure(fit).Should().BeLessThanOrEqualTo(AnswerSize.MaxBytes);
        fit.Findings[0].Host!.RelatedDomains.Should().HaveSameCount(host.RelatedDomains);
        fit.Findings[1].Host!.RelatedDomains.Should().HaveCountLessThan(host.RelatedDomains.Count);
    }

    private static InspectionCompleted Answer() => new()
    {
        ReportId = Guid.NewGuid(),
        AlertId = new string('a', 64),
        InspectionId = Guid.NewGuid(),
        Inspector = "a",
        Attribute = new InspectedAttribute { Type = "domain", Value = "example.org" },
        Outcome = InspectionOutcome.Found,
        CompletedAt = TimeProvider.System.GetUtcNow(),
    };

    private static Finding Found(string title) =>
        new() { Inspector = "a", Title = title, Attribute = Answer().Attribute, Kind = FindingKind.Host, Host = new HostFinding() };
}
