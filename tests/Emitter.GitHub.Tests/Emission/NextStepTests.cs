using AlertResponder.Contracts;
using AlertResponder.Emitter.GitHub.Emission;
using AlertResponder.Emitter.GitHub.Storage;

namespace AlertResponder.Emitter.GitHub.Tests.Emission;

public sealed class NextStepTests
{
    private static readonly DateTimeOffset Now = Reports.Noon;
    private static readonly GitHubOptions Options = new();

    /// <summary>A row that has nothing left to do, changed by a case; the verdicts that were heard of; what is to be done.</summary>
    private static Dictionary<string, (Action<LedgerEntry> Change, Severity[] Verdicts, Step Expected)> Cases => new()
    {
        ["all applied"] = (_ => { }, [], new Step.Nothing()),
        ["no issue yet"] = (row => row.IssueNumber = null, [], new Step.CreateIssue(false)),
        ["no issue yet, reviewed already"] = (row => row.IssueNumber = null, [Severity.Safe], new Step.CreateIssue(false)),
        ["gone"] = (row => (row.IssueNumber, row.Gone) = (null, "410"), [Severity.Urgent], new Step.Nothing()),
        ["creation begun just now"] = (row => Attempt(row, CallKind.CreateIssue, 10), [], new Step.WaitUntil(Now.AddSeconds(20))),
        ["creation of unknown end"] = (row => Attempt(row, CallKind.CreateIssue, 30), [], new Step.FindIssue()),
        ["creation looked for twice"] = (row => Attempt(row, CallKind.CreateIssue, 90, looks: 2), [], new Step.FindIssue()),
        ["next look is not due"] = (
            row => { Attempt(row, CallKind.CreateIssue, 40, looks: 1); row.RetryAt = Now.AddSeconds(5); }, [], new Step.WaitUntil(Now.AddSeconds(5))),
        ["creation looked for often enough"] = (row => Attempt(row, CallKind.CreateIssue, 120, looks: 3), [], new Step.CreateIssue(true)),
        ["newer text"] = (row => (row.DocumentVersion, row.BodyHash) = (2, "old"), [], new Step.EditBody()),
        ["newer version, same text"] = (row => row.DocumentVersion = 2, [], new Step.Nothing()),
        ["same version, other text"] = (row => row.BodyHash = "another release's", [], new Step.Nothing()),
        ["verdict"] = (_ => { }, [Severity.Urgent], new Step.AddComment(1, [], false)),
        ["verdicts overtaken"] = (_ => { }, [Severity.Urgent, Severity.Unclassified, Severity.Safe], new Step.AddComment(3, [1, 2], false)),
        ["text goes before the comment"] = (row => (row.DocumentVersion, row.BodyHash) = (2, "old"), [Severity.Urgent], new Step.EditBody()),
        ["comment begun just now"] = (
            row => { Attempt(row, CallKind.AddComment, 1); row.AttemptVerdict = 1; }, [Severity.Urgent], new Step.WaitUntil(Now.AddSeconds(29))),
        ["comment of unknown end"] = (
            row => { Attempt(row, CallKind.AddComment, 30); row.AttemptVerdict = 1; }, [Severity.Urgent, Severity.Safe], new Step.FindComment(1)),
        ["comment not found"] = (
            row => { Attempt(row, CallKind.AddComment, 99, looks: 3); row.AttemptVerdict = 1; }, [Severity.Urgent], new Step.AddComment(1, [], true)),
        ["label"] = (row => row.CommentedVerdict = 1, [Severity.Urgent], new Step.AddLabel("severity/urgent")),
        ["unknown severity"] = (row => row.CommentedVerdict = 1, [Severity.Other], new Step.AddLabel("severity/other")),
        ["former label"] = (
            row => (row.CommentedVerdict, row.SeverityLabels) = (1, "severity/safe,severity/urgent"), [Severity.Urgent], new Step.RemoveLabel("severity/safe")),
        ["safe"] = (row => Labelled(row, "safe"), [Severity.Safe], new Step.Close(1)),
        ["safe and done"] = (row => { Labelled(row, "safe"); row.StateVerdict = 1; }, [Severity.Safe], new Step.Nothing()),
        ["safe, but a person decides"] = (row => { Labelled(row, "safe"); row.StateIsPersons = true; }, [Severity.Safe], new Step.Nothing()),
        ["not safe, never closed"] = (row => Labelled(row, "urgent"), [Severity.Urgent], new Step.Nothing()),
        ["not safe, closed before"] = (row => { Labelled(row, "urgent"); row.ClosedAt = Now; }, [Severity.Urgent], new Step.Reopen(1)),
        ["not safe, closing of unknown end"] = (row => { Labelled(row, "urgent"); row.ClosingAt = Now; }, [Severity.Urgent], new Step.Reopen(1)),
        ["duplicates"] = (row => row.Duplicates = "5,6", [Severity.Urgent], new Step.CloseDuplicate(5)),
        ["duplicate check not due"] = (row => row.CheckDuplicatesAt = Now.AddMinutes(1), [], new Step.WaitUntil(Now.AddMinutes(1))),
        ["duplicate check holds no verdict up"] = (
            row => row.CheckDuplicatesAt = row.RetryAt = Now.AddMinutes(1), [Severity.Urgent], new Step.AddComment(1, [], false)),
        ["duplicate check due"] = (row => row.CheckDuplicatesAt = Now, [], new Step.FindDuplicates()),
        ["failed for now"] = (row => Failed(row, isPermanent: false), [Severity.Urgent], new Step.WaitUntil(Now.AddMinutes(1))),
        ["failed for now, with news"] = (
            row => { Failed(row, isPermanent: false); row.Revision = 2; }, [Severity.Urgent], new Step.WaitUntil(Now.AddMinutes(1))),
        ["refused"] = (row => Failed(row, isPermanent: true), [Severity.Urgent], new Step.WaitUntil(Now.AddMinutes(1))),
        ["refused, with news"] = (row => { Failed(row, isPermanent: true); row.Revision = 2; }, [Severity.Urgent], new Step.AddComment(1, [], false)),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Next_step_follows_from_the_row(string name)
    {
        var (change, severities, expected) = Cases[name];
        var id = Guid.NewGuid();
        var entry = new LedgerEntry
        {
            ReportId = id,
            DocumentVersion = 1,
            Document = "",
            SeenRevision = 1,
            IssueNumber = 4,
            AppliedVersion = 1,
            BodyHash = "hash",
        };
        change(entry);
        var verdicts = severities.Index().ToDictionary(pair => pair.Index + 1, pair => Reports.VerdictOf(pair.Item));

        NextStep.Of(new LeasedReport(entry, Reports.Report(id), verdicts, null), "hash", Now, Options).Should().Be(expected);
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
        var entry = new LedgerEntry { ReportId = Guid.NewGuid(), DocumentVersion = 1, Document = "" };
        if (!wantsClosed || isClosed) entry.ClosedAt = Now.AddMinutes(5);

        StateDecision.Of(entry, wantsClosed, isClosed, closedMinute is { } minute ? Now.AddMinutes(minute) : null, isNotPlanned)
            .ToString().Should().Be(expected);
    }

    private static void Attempt(LedgerEntry row, CallKind kind, int secondsAgo, int looks = 0)
    {
        if (kind == CallKind.CreateIssue) row.IssueNumber = null;
        (row.Attempt, row.AttemptAt, row.AttemptedSince, row.Looks) = (kind, Now.AddSeconds(-secondsAgo), Now.AddSeconds(-secondsAgo), looks);
    }

    private static void Labelled(LedgerEntry row, string severity) => (row.CommentedVerdict, row.SeverityLabels) = (1, $"severity/{severity}");

    private static void Failed(LedgerEntry row, bool isPermanent) => (row.RetryAt, row.Failures, row.FailureIsPermanent) = (Now.AddMinutes(1), 1, isPermanent);
}
