using AlertResponder.TestKit;

namespace AlertResponder.EndToEnd.Tests;

public sealed class When_the_demo_runs
{
    [Fact]
    public async Task It_shows_the_five_stages_the_issue_the_incident_and_the_message()
    {
        var ended = await ServerProcess.RunAsync([], program: "AlertResponder.Demo");

        ended.ExitCode.Should().Be(0, ended.Errors + ended.Output);
        ended.Errors.Should().BeEmpty();
        var lines = ended.Output.Split('\n');
        string[] stages = ["received", "joined", "inspected", "reviewed", "emitted"];
        lines.Select(line => line.Split(' ')[0]).Where(stages.Contains).Should().Equal(stages);
        lines.Single(line => line.StartsWith("received", StringComparison.Ordinal)).Should().MatchRegex("alert [0-9a-f]{12}");
        ended.Output.Should()
            .Contain("Issue #1")
            .And.Contain("brute force attacks against i-0b22a22eec53b9321", "the title is shown")
            .And.Contain("alertresponder, severity/urgent", "the labels are shown")
            .And.Contain("| Alerts | 2 |", "the body is shown")
            .And.Contain("### Severity: urgent", "the comment is shown")
            .And.Contain("PagerDuty incident 1: UnauthorizedAccess:EC2/SSHBruteForce: 185[.]220[.]101[.]34 is performing SSH brute force", "the incident's summary is shown")
            .And.Contain("Severity: critical").And.MatchRegex("Dedup key: [0-9a-f-]{36}\nLink: The report, https://alerts.example/reports/[0-9a-f-]{36}\nLink: issue 1, http")
            .And.Contain("Slack message in C0ALERTS", "the message is shown")
            .And.Contain("Severity: urgent, decided by evidence").And.Contain("The report (https://alerts.example/reports/").And.NotContain("<https:");
    }
}
