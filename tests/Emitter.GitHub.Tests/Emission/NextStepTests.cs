using AlertResponder.Contracts;
using AlertResponder.Emission;
using AlertResponder.Emission.Storage;
using AlertResponder.Emission.Work;
using AlertResponder.Emitter.GitHub.Emission;
using AlertResponder.Emitter.GitHub.Gateway;
using AlertResponder.Emitter.GitHub.Rendering;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MicrosoftOptions = Microsoft.Extensions.Options.Options;

namespace AlertResponder.Emitter.GitHub.Tests.Emission;

public sealed class NextStepTests
{
    private static readonly DateTimeOffset Now = Reports.Noon;
    private static readonly GitHubOptions Options = new() { Repository = "acme/alerts", Token = "x" };

    /// <summary>A row that has nothing left to do, changed by a case; the verdicts that were heard of; what is to be done.</summary>
    private static Dictionary<string, (Action<LedgerRow, GitHubState> Change, Severity[] Verdicts, Expected Expected)> Cases => new()
    {
        ["all applied"] = ((_, _) => { }, [], Idle()),
        ["no issue yet"] = ((_, issue) => issue.IssueNumber = null, [], Call(new Step.CreateIssue())),
        ["no issue yet, reviewed already"] = ((_, issue) => issue.IssueNumber = null, [Severity.Safe], Call(new Step.CreateIssue())),
        ["gone"] = ((row, issue) => (issue.IssueNumber, row.AbandonedReason) = (null, "410"), [Severity.Urgent], Idle()),
        ["creation begun just now"] = ((row, issue) => Creation(row, issue, 10), [], Wait(Now.AddSeconds(20))),
        ["creation of unknown outcome"] = ((row, issue) => Creation(row, issue, 30), [], LookUp(nameof(Step.CreateIssue), "")),
        ["creation looked for twice"] = ((row, issue) => Creation(row, issue, 90, lookups: 2), [], LookUp(nameof(Step.CreateIssue), "")),
        ["next lookup is not due"] = (
            (row, issue) => { Creation(row, issue, 40, lookups: 1); row.DueAt = Now.AddSeconds(5); }, [], Wait(Now.AddSeconds(5))),
        ["creation looked for often enough"] = ((row, issue) => Creation(row, issue, 120, lookups: 3), [], Call(new Step.CreateIssue(), isRepeat: true)),
        ["newer text"] = ((row, issue) => (row.DocumentVersion, issue.BodyHash) = (2, "old"), [], Call(new Step.EditBody())),
        ["newer version, same text"] = ((row, _) => row.DocumentVersion = 2, [], Idle()),
        ["same version, other text"] = ((_, issue) => issue.BodyHash = "another release's", [], Idle()),
        ["verdict"] = ((_, _) => { }, [Severity.Urgent], Call(new Step.AddComment(1, []))),
        ["verdicts overtaken"] = ((_, _) => { }, [Severity.Urgent, Severity.Unclassified, Severity.Safe], Call(new Step.AddComment(3, [1, 2]))),
        ["text goes before the comment"] = (
            (row, issue) => (row.DocumentVersion, issue.BodyHash) = (2, "old"), [Severity.Urgent], Call(new Step.EditBody())),
        ["comment begun just now"] = ((row, _) => Comment(row, 1), [Severity.Urgent], Wait(Now.AddSeconds(29))),
        ["comment of unknown outcome"] = ((row, _) => Comment(row, 30), [Severity.Urgent, Severity.Safe], LookUp(nameof(Step.AddComment), "1")),
        ["comment not found"] = ((row, _) => Comment(row, 99, lookups: 3), [Severity.Urgent], Call(new Step.AddComment(1, []), isRepeat: true)),
        ["comment not found, and overtaken"] = (
            (row, _) => Comment(row, 99, lookups: 3), [Severity.Urgent, Severity.Safe], Call(new Step.AddComment(2, [1]), isRepeat: true)),
        ["label"] = ((_, issue) => issue.CommentedVerdict = 1, [Severity.Urgent], Call(new Step.AddLabel("severity/urgent"))),
        ["unknown severity"] = ((_, issue) => issue.CommentedVerdict = 1, [Severity.Other], Call(new Step.AddLabel("severity/other"))),
        ["former label"] = (
            (_, issue) => (issue.CommentedVerdict, issue.SeverityLabels) = (1, ["severity/safe", "severity/urgent"]), [Severity.Urgent],
            Call(new Step.RemoveLabel("severity/safe"))),
        ["label refused a short while ago"] = (
            (row, issue) => { issue.CommentedVerdict = 1; (row.PassedBy, row.DecorateAt) = ("AddLabel", Now.AddMinutes(1)); }, [Severity.Safe],
            Call(new Step.Close(1))),
        ["label refused, and nothing else to do"] = (
            (row, issue) => { issue.CommentedVerdict = 1; (row.PassedBy, row.DecorateAt) = ("AddLabel", Now.AddMinutes(1)); }, [Severity.Urgent],
            Idle(Now.AddMinutes(1))),
        ["label refused a long time ago"] = (
            (row, issue) => { issue.CommentedVerdict = 1; (row.PassedBy, row.DecorateAt) = ("AddLabel", Now); }, [Severity.Safe],
            Call(new Step.AddLabel("severity/safe"))),
        ["safe"] = ((_, issue) => Labelled(issue, "safe"), [Severity.Safe], Call(new Step.Close(1))),
        ["safe and done"] = ((_, issue) => { Labelled(issue, "safe"); issue.StateVerdict = 1; }, [Severity.Safe], Idle()),
        ["safe, but a person decides"] = ((_, issue) => { Labelled(issue, "safe"); issue.StateIsPersons = true; }, [Severity.Safe], Idle()),
        ["not safe, never closed"] = ((_, issue) => Labelled(issue, "urgent"), [Severity.Urgent], Idle()),
        ["not safe, closed before"] = ((_, issue) => { Labelled(issue, "urgent"); issue.ClosedAt = Now; }, [Severity.Urgent], Call(new Step.Reopen(1))),
        ["not safe, closing of unknown outcome"] = (
            (_, issue) => { Labelled(issue, "urgent"); issue.IsClosing = true; }, [Severity.Urgent], Call(new Step.Reopen(1))),
        ["duplicates"] = ((_, issue) => issue.Duplicates = [5, 6], [Severity.Urgent], Call(new Step.CloseDuplicate(5))),
        ["duplicate check not due"] = ((row, _) => row.CheckAt = Now.AddMinutes(1), [], Idle(Now.AddMinutes(1))),
        ["duplicate check holds no verdict up"] = (
            (row, _) => row.CheckAt = row.DueAt = Now.AddMinutes(1), [Severity.Urgent], Call(new Step.AddComment(1, []))),
        ["duplicate check due"] = ((row, _) => row.CheckAt = Now, [], new Expected(MoveKind.CheckForDuplicates, Name: "FindDuplicates")),
        ["failed for now"] = ((row, _) => Failed(row, isPermanent: false), [Severity.Urgent], Wait(Now.AddMinutes(1))),
        ["failed for now, with news"] = (
            (row, _) => { Failed(row, isPermanent: false); row.Revision = 2; }, [Severity.Urgent], Wait(Now.AddMinutes(1))),
        ["refused"] = ((row, _) => Failed(row, isPermanent: true), [Severity.Urgent], Wait(Now.AddMinutes(1))),
        ["refused, with news"] = (
            (row, _) => { Failed(row, isPermanent: true); row.Revision = 2; }, [Severity.Urgent], Call(new Step.AddComment(1, []))),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Next_step_follows_from_the_row(string name)
    {
        var (change, severities, expected) = Cases[name];
        var report = Reports.Report(Guid.NewGuid());
        var (row, issue) = (
            new LedgerRow { ReportId = report.ReportId, DocumentVersion = 1, Document = "", SeenRevision = 1 },
            new GitHubState { IssueNumber = 4, AppliedVersion = 1, BodyHash = Hash(report) });
        change(row, issue);
        row.State = LedgerJson.Write(issue);
        var verdicts = severities.Index().ToDictionary(pair => pair.Index + 1, pair => Reports.VerdictOf(pair.Item));
        var open = new OpenReport<GitHubState>(new LeasedReport(row, report, verdicts, Former: null), target: null, new byte[32]);
        using var gateway = new GitHubGateway(MicrosoftOptions.Create(Options), TimeProvider.System);
        using var guard = new RepositoryGuard(gateway, MicrosoftOptions.Create(Options), TimeProvider.System, NullLogger<RepositoryGuard>.Instance);
        var emitter = new GitHubEmitter(new GitHubSteps(gateway, NullLogger<GitHubSteps>.Instance), guard, MicrosoftOptions.Create(Options));

        var move = NextMove.Of(emitter, open, Now, Options);

        var step = move.Kind == MoveKind.Call ? NextStep.Of(open.Report(Now), open.State, () => Hash(report), Options.CloseSafe) : null;
        new Expected(move.Kind, step, move.Step?.Name, move.Kind == MoveKind.LookUp ? move.Step?.Key : null, move.At, move.IsRepeat).Should().Be(expected);
    }

    [Fact]
    public void Number_of_a_verdict_may_be_any()
    {
        var report = new EmittedReport
        {
            Report = Reports.Report(Guid.NewGuid()),
            DocumentVersion = 1,
            Verdicts = new Dictionary<int, Verdict> { [int.MaxValue] = Reports.VerdictOf(Severity.Safe) },
        };

        var step = NextStep.Of(report, new GitHubState { IssueNumber = 4, AppliedVersion = 1 }, () => "", closesSafe: true);

        step.Should().BeOfType<Step.AddComment>().Which.Overtaken.Should().HaveCountLessThanOrEqualTo(1_000);
    }

    [Theory]
    [InlineData(true, false, null, false, "Close")]
    [InlineData(true, true, 5, true, "AlreadyDone")]
    [InlineData(true, true, 6, true, "LeftToPerson")]
    [InlineData(false, true, 5, true, "Reopen")]
    [InlineData(false, true, 6, false, "LeftToPerson")]
    [InlineData(false, false, null, false, "AlreadyDone")]
    public void Open_or_closed_follows_from_who_did_it(bool wantsClosed, bool isClosed, int? closedMinute, bool isNotPlanned, string expected)
    {
        var entry = new GitHubState();
        if (!wantsClosed || isClosed) entry.ClosedAt = Now.AddMinutes(5);

        StateDecision.Of(entry, wantsClosed, isClosed, closedMinute is { } minute ? Now.AddMinutes(minute) : null, isNotPlanned)
            .ToString().Should().Be(expected);
    }

    private static string Hash(ReportDocument report) => IssueText.Hash(IssueText.Body(report, null, new Marker(new byte[32]).OfIssue(report.ReportId)));

    private static void Creation(LedgerRow row, GitHubState issue, int secondsAgo, int lookups = 0)
    {
        issue.IssueNumber = null;
        Attempt(row, nameof(Step.CreateIssue), "", secondsAgo, lookups);
    }

    private static void Comment(LedgerRow row, int secondsAgo, int lookups = 0) => Attempt(row, nameof(Step.AddComment), "1", secondsAgo, lookups);

    private static void Attempt(LedgerRow row, string step, string key, int secondsAgo, int lookups) =>
        (row.Write, row.WriteKey, row.WriteAt, row.WriteSince, row.Lookups) =
            (step, key, Now.AddSeconds(-secondsAgo), Now.AddSeconds(-secondsAgo), lookups);

    private static void Labelled(GitHubState issue, string severity) => (issue.CommentedVerdict, issue.SeverityLabels) = (1, [$"severity/{severity}"]);

    private static void Failed(LedgerRow row, bool isPermanent) => (row.DueAt, row.Failures, row.FailureIsPermanent) = (Now.AddMinutes(1), 1, isPermanent);

    private static Expected Idle(DateTimeOffset? at = null) => new(MoveKind.Idle, At: at);

    private static Expected Wait(DateTimeOffset at) => new(MoveKind.Wait, At: at);

    private static Expected LookUp(string step, string key) => new(MoveKind.LookUp, Name: step, Key: key);

    private static Expected Call(Step step, bool isRepeat = false) => new(MoveKind.Call, step, step.GetType().Name, IsRepeat: isRepeat);

    private sealed record Expected(
        MoveKind Kind, Step? Step = null, string? Name = null, string? Key = null, DateTimeOffset? At = null, bool IsRepeat = false);
}
