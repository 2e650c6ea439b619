using System.Net.Http.Json;
using AlertResponder.Contracts;
using AlertResponder.FakeServices.GitHub;
using AlertResponder.FakeServices.VirusTotal;

namespace AlertResponder.EndToEnd.Tests;

public sealed class When_a_finding_comes_in
{
    private const string AddressPath = $"/ip_addresses/{Samples.Address}";

    [Fact]
    public async Task It_goes_out_as_an_issue_with_one_comment()
    {
        await using var stack = await StandaloneStack.StartAsync(JudgesByEvidence);

        var report = await stack.FinishedAsync(await stack.SendOneAsync(Samples.Read(Samples.GuardDuty)));

        report.Status.Should().Be(ReportStatus.Reviewed);
        report.Verdict!.Severity.Should().Be(Severity.Urgent);
        report.Findings.Should().ContainSingle().Which.Malicious.Should().Be(11);
        var issue = stack.GitHub.Issues.Should().ContainSingle().Subject;
        issue.State.Should().Be("open");
        issue.Title.Should().Contain("SSH brute force");
        issue.Body.Should().Contain($"`{report.ReportId:D}`").And.Contain("| Alerts | 1 |").And.Contain("`virustotal`: found");
        issue.Labels.Should().BeEquivalentTo("alertresponder", "severity/urgent");
        var comment = issue.Comments.Should().ContainSingle().Subject;
        comment.Body.Should().Contain("### Severity: urgent").And.Contain("malicious: 11").And.Contain("Mirai");

        // And the report knows where.
        report = await stack.ReportAsync(report.AlertId, found => found.Emitted is [{ VerdictNumber: 1 }], "names the issue with its verdict");
        var place = report.Emitted.Should().ContainSingle().Subject;
        (place.Emitter, place.Place).Should().Be(("ghe", $"issue {issue.Number}"));
        place.Url.Should().EndWith($"/issues/{issue.Number}");
    }

    [Fact]
    public async Task The_same_event_sent_again_counts_once_and_a_repeat_joins()
    {
        await using var stack = await StandaloneStack.StartAsync();
        var first = await stack.SendOneAsync(Samples.Read(Samples.GuardDuty));
        var again = await stack.SendOneAsync(Samples.Read(Samples.GuardDuty));
        var repeat = await stack.SendOneAsync(Samples.Repeat());

        new[] { again, repeat }.Should().AllBe(first);
        (await stack.FinishedAsync(first)).AlertCount.Should().Be(2);
        var issue = stack.GitHub.Issues.Should().ContainSingle().Subject;
        issue.Body.Should().Contain("| Alerts | 2 |");
        issue.Comments.Should().ContainSingle();
    }

    [Fact]
    public async Task A_repeat_after_the_review_keeps_the_verdict()
    {
        await using var stack = await StandaloneStack.StartAsync();
        var alertId = await stack.SendOneAsync(Samples.Read(Samples.GuardDuty));
        var before = await stack.FinishedAsync(alertId);

        await stack.SendOneAsync(Samples.Repeat());
        await stack.ReportAsync(alertId, report => report.AlertCount == 2, "has both alerts");
        var after = await stack.FinishedAsync(alertId);

        after.Verdict.Should().BeEquivalentTo(before.Verdict);
        after.VerdictNumber.Should().Be(1);
        after.Status.Should().Be(ReportStatus.Reviewed);
        var issue = stack.GitHub.Issues.Should().ContainSingle().Subject;
        issue.Comments.Should().ContainSingle();
        issue.Body.Should().Contain("| Alerts | 2 |");
    }

    [Fact]
    public async Task A_late_finding_changes_the_verdict()
    {
        await using var stack = await StandaloneStack.StartAsync(stack =>
        {
            JudgesByEvidence(stack);
            stack.Settings["Reports__ReviewGrace"] = "0.5";
            stack.VirusTotal.Always(AddressPath, VirusTotalReply.Error(503, retryAfter: "1"));
        });
        var alertId = await stack.SendOneAsync(Samples.Read(Samples.GuardDuty));
        await stack.UntilAsync(() => stack.GitHub.Issues is [{ Comments.Count: 1 }], "the verdict without the finding is commented");
        stack.GitHub.Issues[0].Comments[0].Body.Should().Contain("### Severity: unclassified").And.Contain("Not answered when this was decided");

        stack.VirusTotal.Always(AddressPath, null);
        await stack.ReportAsync(alertId, report => report.Verdict?.Severity == Severity.Urgent, "is urgent");
        var report = await stack.FinishedAsync(alertId);

        report.VerdictNumber.Should().Be(2);
        var issue = stack.GitHub.Issues.Should().ContainSingle().Subject;
        issue.Comments.Should().HaveCount(2);
        issue.Comments[1].Body.Should().Contain("### Severity: urgent").And.Contain("malicious: 11");
        issue.Labels.Should().BeEquivalentTo("alertresponder", "severity/urgent");
        issue.Body.Should().Contain("`virustotal`: found");
    }

    [Fact]
    public async Task A_safe_verdict_closes_the_issue_and_a_persons_opens_it_again()
    {
        await using var stack = await StandaloneStack.StartAsync();
        stack.Policy.Judge = report => ("safe", $"{report.Attributes.Count} things looked at");
        var report = await stack.FinishedAsync(await stack.SendOneAsync(Samples.Read(Samples.GuardDuty)));
        var closed = stack.GitHub.Issues.Should().ContainSingle().Subject;
        (closed.State, closed.StateReason).Should().Be(("closed", "not_planned"));
        closed.Labels.Should().Contain("severity/safe");

        using var answer = await stack.Http.PostAsJsonAsync(
            $"/reports/{report.ReportId}/review", new { by = "alice", verdict = new { severity = "urgent", reason = "I know that address" } },
            TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        await stack.ReportAsync(report.AlertId, changed => changed.Verdict?.DecidedBy == "alice", "has alice's verdict");
        await stack.QuietAsync();

        var reopened = stack.GitHub.Issues.Should().ContainSingle().Subject;
        reopened.State.Should().Be("open");
        reopened.Labels.Should().BeEquivalentTo("alertresponder", "severity/urgent");
        reopened.Comments.Should().HaveCount(2);
        reopened.Comments[1].Body.Should().Contain("`alice`").And.Contain("`I know that address`");
    }

    [Theory]
    [InlineData(Samples.AlertResponder, "Login from a country never seen before", "### Severity: urgent")]
    [InlineData(Samples.DeepAlert, "Executable downloaded from a new domain", "### Severity: unclassified")]
    public async Task The_native_forms_go_out_as_issues_too(string sample, string title, string verdict)
    {
        await using var stack = await StandaloneStack.StartAsync(JudgesByEvidence);

        await stack.FinishedAsync(await stack.SendOneAsync(Samples.Read(sample)));

        var issue = stack.GitHub.Issues.Should().ContainSingle().Subject;
        issue.Title.Should().StartWith(title);
        issue.Comments.Should().ContainSingle().Which.Body.Should().Contain(verdict);
    }

    [Fact]
    public async Task The_issue_comes_when_GitHub_is_back()
    {
        await using var stack = await StandaloneStack.StartAsync();
        var comeBack = await stack.StopGitHubAsync();
        var alertId = await stack.SendOneAsync(Samples.Read(Samples.GuardDuty));
        await stack.ReportAsync(alertId, report => report.Verdict is not null, "is judged without GitHub");
        await stack.UntilAsync(() => stack.Server.Output.Any(line => line.Contains("[1404]", StringComparison.Ordinal)), "the emitter says so");

        await comeBack();
        await stack.QuietAsync();

        stack.GitHub.Issues.Should().ContainSingle().Which.Comments.Should().ContainSingle();
    }

    [Fact]
    public async Task Without_key_and_token_reports_are_judged_and_the_start_says_what_is_missing()
    {
        await using var stack = await StandaloneStack.StartAsync(stack =>
        {
            stack.Settings.Remove("VirusTotal__ApiKey");
            stack.Settings.Remove("GitHub__Token");
        });

        var report = await stack.FinishedAsync(await stack.SendOneAsync(Samples.Read(Samples.GuardDuty)));

        report.Verdict!.Severity.Should().Be(Severity.Urgent);
        report.Attributes.Single(attribute => attribute.Value == Samples.Address).Inspections.Should().ContainSingle()
            .Which.Should().Match<AttributeInspection>(inspection =>
                inspection.State == InspectionState.Skipped && inspection.Reason == "VirusTotal__ApiKey is not set");
        stack.Server.Output.Where(line => line.Contains("VirusTotal__ApiKey is not set", StringComparison.Ordinal)).Should().ContainSingle();
        stack.Server.Output.Where(line => line.Contains("GitHub__Token not set", StringComparison.Ordinal)).Should().ContainSingle();
        stack.VirusTotal.Calls.Should().BeEmpty();
        stack.GitHub.Calls.Should().BeEmpty();
    }

    private static void JudgesByEvidence(StandaloneStack stack) => stack.Settings["Policy"] = "Evidence";
}
