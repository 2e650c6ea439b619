using AlertResponder.Contracts;
using AlertResponder.Reviewer.Reports;

namespace AlertResponder.Reviewer.Tests.Reports;

/// <summary>A message of another service is foreign text too.</summary>
public sealed class InspectorAnswerTests
{
    private static readonly DateTimeOffset Now = Some.Noon.AddHours(1);
    private readonly Investigation _investigation = new(new ReportsOptions());

    [Fact]
    public void Finding_is_about_what_was_asked_whatever_the_answer_says()
    {
        var (report, request) = Requested(Some.Address("10.0.0.7", context: "local"));
        var other = new InspectedAttribute { Type = "ipaddr", Value = "198.51.100.9", Contexts = ["remote"] };
        var answer = Some.Answer(request) with { Attribute = other, Findings = [Some.Finding(other, inspector: "somebody-else")] };

        Attach(report, answer).Should().Be(AttachResult.Significant);

        var finding = report.Content.Findings.Should().ContainSingle().Subject;
        finding.Attribute.Should().BeEquivalentTo(request.Attribute);
        finding.Inspector.Should().Be("virustotal");
    }

    [Fact]
    public void Answer_from_the_future_does_not_keep_later_ones_out()
    {
        var (report, request) = Requested();
        Attach(report, Some.Answer(request, at: DateTimeOffset.MaxValue, malicious: 1));

        Attach(report, Some.Answer(request, at: Now.AddMinutes(1), malicious: 9), Now.AddMinutes(1)).Should().Be(AttachResult.Significant);

        report.Content.Findings.Should().ContainSingle().Which.Malicious.Should().Be(9);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z")]
    [InlineData("9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z", null)]
    public void Deferral_at_the_edge_of_time_is_bounded(string completedAt, string? until)
    {
        var (report, request) = Requested();
        var answer = Some.Answer(request, InspectionOutcome.Deferred) with
        {
            CompletedAt = DateTimeOffset.Parse(completedAt, null),
            DeferredUntil = until is null ? null : DateTimeOffset.Parse(until, null),
        };

        Attach(report, answer);

        Investigation.NextDeadline(report).Should().NotBeNull().And.BeOnOrBefore(Now.AddHours(1));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("virus total")]
    [InlineData("a\uFFFE")]
    [InlineData("<b>")]
    public void Answer_under_what_is_no_name_is_not_taken(string? inspector)
    {
        var (report, request) = Requested();

        Attach(report, Some.Answer(request) with { Inspector = inspector! }).Should().Be(AttachResult.Insignificant);

        report.Content.Findings.Should().BeEmpty();
        report.Content.Attributes[0].Inspections.Should().ContainSingle();
    }

    [Fact]
    public void Answers_under_ever_new_names_do_not_make_the_report_grow_without_end()
    {
        var (report, request) = Requested();

        for (var number = 0; number < 1_000; number++)
            Attach(report, Some.Answer(request, inspector: $"inspector-{number}") with { Reason = new string('r', 50_000) });

        report.Content.Attributes[0].Inspections.Should().HaveCount(20);
        report.StoreContent();
        report.ContentJson.Length.Should().BeLessThan(100_000);
    }

    [Fact]
    public void Huge_answer_is_bounded_and_leaves_the_findings_of_others()
    {
        var (report, request) = Requested();
        Attach(report, Some.Answer(request, inspector: "allowlist", malicious: 1));
        var huge = Some.Finding(request.Attribute, malicious: int.MaxValue) with
        {
            Host = new HostFinding { Hostname = [.. Enumerable.Repeat(new string('h', 50_000), 5_000)] },
        };

        Attach(report, Some.Answer(request) with { Findings = [.. Enumerable.Repeat(huge, 1_000)] });

        report.Content.Findings.Should().Contain(finding => finding.Inspector == "allowlist");
        report.StoreContent();
        report.ContentJson.Length.Should().BeLessThan(200_000);
    }

    [Fact]
    public void Answer_with_null_in_every_place_is_an_answer()
    {
        var (report, request) = Requested();
        var answer = Some.Answer(request) with
        {
            AlertId = null!,
            Attribute = null!,
            Findings = null!,
            Discovered = [null!, new AlertAttribute { Type = null!, Value = null!, Context = null! }],
        };

        Attach(report, answer).Should().Be(AttachResult.Significant);

        Investigation.IsComplete(report).Should().BeTrue();
    }

    private (Report Report, InspectionRequested Request) Requested(AlertAttribute? attribute = null)
    {
        var report = Some.Report(null, Some.Alert(attributes: [attribute ?? Some.Address()]));
        return (report, _investigation.RequestNew(report, Some.Noon).Single());
    }

    private AttachResult Attach(Report report, InspectionCompleted answer, DateTimeOffset? now = null) =>
        _investigation.Attach(report, answer, now ?? Now);
}
