using AlertResponder.Contracts;
using AlertResponder.FakeServices.GitHub;
using AlertResponder.FakeServices.VirusTotal;
using AlertResponder.TestKit;

namespace AlertResponder.FaultInjection.Tests;

/// <summary>
/// <c>kill -9</c> at each point of the way. The stand-ins hold the point: they answer late, and the process is gone before.
/// </summary>
public sealed class When_standalone_is_killed
{
    private const string AddressPath = $"/ip_addresses/{Samples.Address}";
    private const string LastRelationship = $"{AddressPath}/urls";

    // Nobody waits for it: the connection ends with the process.
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(2);

    private static readonly KillPoint[] Points =
    [
        new("right after the 202") { IsReached = _ => true },
        new("when the report can be read") { IsReachedBy = _ => true },
        new("while VirusTotal is asked for the address")
        {
            Prepare = stack => stack.VirusTotal.Script(AddressPath, VirusTotalReply.Late(Late)),
            IsReached = stack => stack.VirusTotal.Calls.Any(call => call.Path == AddressPath),
        },
        new("while VirusTotal is asked for what belongs to it")
        {
            Prepare = stack => stack.VirusTotal.Script(LastRelationship, VirusTotalReply.Late(Late)),
            IsReached = stack => AsksForLast(stack),
        },
        new("when VirusTotal has answered everything") { IsReached = AsksForLast },
        new("when the findings are in the report") { IsReachedBy = report => report.Findings.Count > 0 },
        new("while the policy is asked") { Prepare = stack => stack.Policy.HoldNext(), IsReached = stack => stack.Policy.Asked > 0 },
        new("when the verdict is in the report") { IsReachedBy = report => report.Verdict is not null },
        new("while the issue is not created yet") { Prepare = Hold(NotDone, "POST", "/issues$"), IsReached = Calls("POST", "/issues") },
        new("when the issue is created and the answer is on its way")
        {
            Prepare = Hold(Done, "POST", "/issues$"), IsReached = stack => stack.GitHub.Issues.Count > 0,
        },
        new("while the comment is not written yet") { Prepare = Hold(NotDone, "POST", "/comments$"), IsReached = Calls("POST", "/comments") },
        new("when the comment is written and the answer is on its way")
        {
            Prepare = Hold(Done, "POST", "/comments$"), IsReached = HasComment,
        },
        new("right after the comment") { IsReached = HasComment },
        new("while the label is put on") { Prepare = Hold(Done, "POST", "/labels$"), IsReached = Calls("POST", "/labels") },
        new("while the body is edited")
        {
            Prepare = stack =>
            {
                Hold(Done, "PATCH", @"/issues/\d+$")(stack);
                // An issue that is created after the verdict needs no edit.
                stack.Policy.WaitsFor = () => Patiently.UntilAsync(() => stack.GitHub.Issues.Count > 0, "the issue is there");
            },
            IsReached = Calls("PATCH", ""),
        },
    ];

    public static TheoryData<string> Names => [.. Points.Select(point => point.When)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_next_one_finishes_the_report_with_one_issue_and_one_comment(string when)
    {
        var point = Points.Single(one => one.When == when);
        await using var stack = await StandaloneStack.StartAsync();
        point.Prepare(stack);
        var alertId = await stack.SendOneAsync(Samples.Read(Samples.GuardDuty));
        if (point.IsReachedBy is { } isReachedBy) await stack.ReportAsync(alertId, isReachedBy, $"is there: {when}");
        else await stack.UntilAsync(() => point.IsReached(stack), when);

        await stack.KillServerAsync();
        await stack.StartServerAsync();

        var report = await stack.FinishedAsync(alertId);
        report.Should().Match<ReportDocument>(finished =>
            finished.Status == ReportStatus.Reviewed && finished.AlertCount == 1
            && finished.Verdict!.Severity == Severity.Urgent && finished.VerdictNumber == 1);
        report.Findings.Should().ContainSingle().Which.Malicious.Should().Be(11);
        report.Attributes.SelectMany(attribute => attribute.Inspections).Should().NotContain(inspection =>
            inspection.State == InspectionState.Pending || inspection.State == InspectionState.Deferred || inspection.State == InspectionState.Silent);
        var issue = stack.GitHub.Issues.Should().ContainSingle().Subject;
        issue.State.Should().Be("open");
        issue.Labels.Should().BeEquivalentTo("alertresponder", "severity/urgent");
        issue.Body.Should().Contain("`virustotal`: found").And.Contain("| Alerts | 1 |");
        issue.Comments.Should().ContainSingle().Which.Body.Should().Contain("### Severity: urgent");
    }

    private static GitHubFault Done() => GitHubFault.LateAnswer(Late);

    private static GitHubFault NotDone() => GitHubFault.LateError(Late);

    private static Action<StandaloneStack> Hold(Func<GitHubFault> fault, string method, string path) => stack => stack.GitHub.Script(fault().For(method, path));

    private static Func<StandaloneStack, bool> Calls(string method, string ending) => stack =>
        stack.GitHub.Calls.Any(call => call.Method == method && call.Path.EndsWith(ending, StringComparison.Ordinal));

    private static bool HasComment(StandaloneStack stack) => stack.GitHub.Issues is [{ Comments.Count: > 0 }];

    private static bool AsksForLast(StandaloneStack stack) =>
        stack.VirusTotal.Calls.Any(call => call.Path.StartsWith(LastRelationship, StringComparison.Ordinal));

    private sealed record KillPoint(string When)
    {
        public Action<StandaloneStack> Prepare { get; init; } = _ => { };

        public Func<StandaloneStack, bool> IsReached { get; init; } = _ => true;

        /// <summary>The point shows in the report.</summary>
        public Func<ReportDocument, bool>? IsReachedBy { get; init; }
    }
}
