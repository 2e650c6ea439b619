using AlertResponder.Contracts;
using AlertResponder.Reviewer.Reports;

namespace AlertResponder.Reviewer.Tests.Reports;

public sealed class InvestigationTests
{
    private static readonly ReportsOptions Options = new();
    private readonly Investigation _investigation = new(Options);

    [Fact]
    public void Each_attribute_is_requested_once()
    {
        var report = Some.Report(Options, Some.Alert(attributes: [Some.Address("198.18.0.1"), Some.Address("198.18.0.2")]));

        _investigation.RequestNew(report, Some.Noon).Should().HaveCount(2).And.OnlyHaveUniqueItems(request => request.InspectionId);
        _investigation.RequestNew(report, Some.Noon).Should().BeEmpty();
    }

    [Fact]
    public void Types_that_are_not_on_the_list_are_not_requested() =>
        _investigation
            .RequestNew(Some.Report(Options, Some.Alert(attributes: [new AlertAttribute { Type = "json", Value = "{}" }])), Some.Noon).Should().BeEmpty();

    [Fact]
    public void Answer_of_an_expected_inspector_is_awaited_and_of_no_other()
    {
        var report = Some.Report(Options, Some.Alert(attributes: [Some.Address(), new AlertAttribute { Type = "username", Value = "alice" }]));

        _investigation.RequestNew(report, Some.Noon).Should().HaveCount(2);

        report.Content.Attributes.Single(a => a.Type == "username").Inspections.Should().BeEmpty();
        report.Content.Attributes.Single(a => a.Type == "ipaddr").Inspections.Should().ContainSingle().Which.IsAwaited.Should().BeTrue();
        Investigation.NextDeadline(report).Should().Be(Some.Noon + Options.InspectionDeadline);
    }

    [Fact]
    public void Finding_is_attached_and_ends_the_waiting()
    {
        var (report, request) = Requested();

        Attach(report, Some.Answer(request)).Should().Be(AttachResult.Significant);

        report.Content.Findings.Should().ContainSingle();
        Investigation.IsComplete(report).Should().BeTrue();
        report.SignificantVersion.Should().Be(report.DocumentVersion);
    }

    [Fact]
    public void Same_answer_again_changes_nothing()
    {
        var (report, request) = Requested();
        Attach(report, Some.Answer(request));
        var version = report.DocumentVersion;

        Attach(report, Some.Answer(request)).Should().Be(AttachResult.Insignificant);
        report.DocumentVersion.Should().Be(version);
    }

    [Fact]
    public void Newer_answer_of_the_same_inspector_replaces_and_an_older_one_does_not()
    {
        var (report, request) = Requested();
        Attach(report, Some.Answer(request, at: Some.Noon.AddMinutes(2), malicious: 1));

        Attach(report, Some.Answer(request, at: Some.Noon.AddMinutes(3), malicious: 9)).Should().Be(AttachResult.Significant);
        Attach(report, Some.Answer(request, at: Some.Noon.AddMinutes(1), malicious: 5)).Should().Be(AttachResult.Insignificant);

        report.Content.Findings.Should().ContainSingle().Which.Malicious.Should().Be(9);
    }

    [Fact]
    public void Deferral_that_comes_after_the_answer_is_overtaken()
    {
        var (report, request) = Requested();
        Attach(report, Some.Answer(request));

        Attach(report, Some.Answer(request, InspectionOutcome.Deferred, Some.Noon.AddMinutes(9))).Should().Be(AttachResult.Insignificant);
        Investigation.IsComplete(report).Should().BeTrue();
    }

    [Fact]
    public void Deferral_moves_the_deadline_within_an_hour()
    {
        var (report, request) = Requested();
        var never = Some.Answer(request, InspectionOutcome.Deferred) with { DeferredUntil = DateTimeOffset.MaxValue.AddDays(-1) };

        Attach(report, never).Should().Be(AttachResult.Insignificant);

        Investigation.NextDeadline(report).Should().Be(Some.Noon.AddHours(1));
    }

    [Fact]
    public void Findings_that_come_with_a_deferral_count_already()
    {
        var (report, request) = Requested();
        var partial = Some.Answer(request, InspectionOutcome.Deferred) with { Findings = [Some.Finding(request.Attribute)] };

        Attach(report, partial).Should().Be(AttachResult.Significant);

        report.Content.Findings.Should().ContainSingle();
        Investigation.IsComplete(report).Should().BeFalse();
    }

    [Fact]
    public void Answers_of_several_inspectors_stand_side_by_side()
    {
        var (report, request) = Requested();
        Attach(report, Some.Answer(request));
        Attach(report, Some.Answer(request, inspector: "allowlist"));

        report.Content.Findings.Should().HaveCount(2);
        report.Content.Attributes[0].Inspections.Select(pair => pair.Inspector).Should().Equal("allowlist", "virustotal");
    }

    [Fact]
    public void Answer_about_something_that_was_not_asked_is_not_taken()
    {
        var (report, request) = Requested();

        Attach(report, Some.Answer(request with { InspectionId = Guid.NewGuid() })).Should().Be(AttachResult.Insignificant);
        report.Content.Findings.Should().BeEmpty();
    }

    [Fact]
    public void Discovered_attributes_are_asked_about_up_to_the_depth()
    {
        var (report, request) = Requested();
        for (var depth = 1; depth <= 2; depth++)
        {
            var discovered = new AlertAttribute { Type = "domain", Value = $"D{depth}.example.NET", Context = ["remote"] };
            Attach(report, Some.Answer(request, discovered: [discovered]));
            request = _investigation.RequestNew(report, Some.Noon).Should().ContainSingle().Subject;
            request.Depth.Should().Be(depth);
            request.Attribute.Value.Should().Be($"d{depth}.example.net");
        }

        Attach(report, Some.Answer(request, discovered: [new AlertAttribute { Type = "domain", Value = "deep.example.net" }]));
        _investigation.RequestNew(report, Some.Noon).Should().BeEmpty();
        report.Content.Attributes.Should().HaveCount(4);
    }

    [Fact]
    public void Flood_of_discovered_attributes_is_bounded_and_counted()
    {
        var (report, request) = Requested();
        var flood = Enumerable.Range(0, 1000).Select(n => new AlertAttribute { Type = "domain", Value = $"d{n}.example.net" }).ToArray();

        Attach(report, Some.Answer(request, discovered: flood));

        report.Content.Attributes.Should().HaveCount(1 + Options.MaxDiscovered);
        report.Content.OmittedAttributes.Should().Be(1000 - Options.MaxDiscovered);
    }

    [Fact]
    public void Silent_inspector_is_asked_alone_three_times_and_then_given_up()
    {
        var (report, first) = Requested();
        var now = Some.Noon;
        for (var ask = 1; ask <= 3; ask++)
        {
            now = Investigation.NextDeadline(report)!.Value;
            var again = _investigation.AskAgain(report, now).Should().ContainSingle().Subject;
            again.Inspector.Should().Be("virustotal");
            again.InspectionId.Should().Be(first.InspectionId);
        }

        _investigation.AskAgain(report, Investigation.NextDeadline(report)!.Value).Should().BeEmpty();
        report.Content.Attributes[0].Inspections.Should().ContainSingle().Which.State.Should().Be(InspectionState.Silent);
        Investigation.IsComplete(report).Should().BeTrue();

        Attach(report, Some.Answer(first)).Should().Be(AttachResult.Significant, "a late answer is better than none");
    }

    [Fact]
    public void Nobody_is_asked_again_before_the_deadline()
    {
        var (report, _) = Requested();
        _investigation.AskAgain(report, Some.Noon.AddMinutes(4)).Should().BeEmpty();
    }

    [Fact]
    public void Unknown_outcome_of_a_newer_inspector_is_an_answer()
    {
        var (report, request) = Requested();
        Attach(report, Some.Answer(request, InspectionOutcome.Other)).Should().Be(AttachResult.Significant);
        Investigation.IsComplete(report).Should().BeTrue();
    }

    private (Report Report, InspectionRequested Request) Requested()
    {
        var report = Some.Report();
        return (report, _investigation.RequestNew(report, Some.Noon).Single());
    }

    private AttachResult Attach(Report report, InspectionCompleted answer) => _investigation.Attach(report, answer, Some.Noon.AddHours(1));
}
