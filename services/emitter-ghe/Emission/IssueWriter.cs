using AlertResponder.Contracts;
using AlertResponder.Emitter.GitHub.Gateway;
using AlertResponder.Emitter.GitHub.Rendering;
using AlertResponder.Emitter.GitHub.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AlertResponder.Emitter.GitHub.Emission;

/// <summary>Does one step at GitHub, and says what it means for the ledger's row. It neither reads nor writes the ledger.</summary>
internal sealed class IssueWriter(GitHubGateway gateway, IOptions<GitHubOptions> options, TimeProvider time, ILogger<IssueWriter> logger)
{
    /// <summary>Whether a step changes something at GitHub and so takes its turn.</summary>
    public static bool IsWrite(Step step) => step is not (Step.FindIssue or Step.FindComment);

    /// <summary>What the ledger has to know before a step begins, so that a crash in it is no riddle.</summary>
    public static void Intend(LedgerEntry entry, Step step, DateTimeOffset now)
    {
        switch (step)
        {
            case Step.CreateIssue:
                Attempt(CallKind.CreateIssue, verdict: 0);
                break;
            case Step.AddComment comment:
                Attempt(CallKind.AddComment, comment.Verdict);
                break;
            case Step.Close:
                entry.ClosingAt = now;
                break;
        }

        void Attempt(CallKind kind, int verdict)
        {
            var isSame = entry.Attempt == kind && entry.AttemptVerdict == verdict;
            entry.AttemptedSince = isSame ? entry.AttemptedSince : now;
            (entry.Attempt, entry.AttemptVerdict, entry.AttemptAt, entry.Looks) = (kind, verdict, now, 0);
        }
    }

    /// <summary>Makes a text. A document that cannot be shown must not stop the others: it fails for good, alone.</summary>
    public static string Render(Func<string> text)
    {
        try
        {
            return text();
        }
        catch (Exception exception)
        {
            throw new GitHubException(FailureKind.Refused, $"its text cannot be made: {exception.GetType().Name}", exception);
        }
    }

    /// <returns>What to write into the row.</returns>
    /// <exception cref="GitHubException">It failed.</exception>
    public async Task<Action<LedgerEntry>> DoAsync(LeasedReport leased, Step step, string body, Marker marker) => step switch
    {
        Step.CreateIssue create => await CreateAsync(leased, create, body),
        Step.FindIssue => await FindIssueAsync(leased, marker),
        Step.EditBody => await EditBodyAsync(leased, body),
        Step.AddComment comment => await CommentAsync(leased, comment, marker),
        Step.FindComment find => await FindCommentAsync(leased, find.Verdict, marker),
        Step.AddLabel add => await AddLabelAsync(leased, add.Label),
        Step.RemoveLabel remove => await RemoveLabelAsync(leased, remove.Label),
        Step.Close close => await SetStateAsync(leased, wantsClosed: true, close.Verdict),
        Step.Reopen reopen => await SetStateAsync(leased, wantsClosed: false, reopen.Verdict),
        Step.FindDuplicates => await FindDuplicatesAsync(leased, marker),
        Step.CloseDuplicate duplicate => await CloseDuplicateAsync(leased, duplicate.Number),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "no call"),
    };

    private async Task<Action<LedgerEntry>> CreateAsync(LeasedReport leased, Step.CreateIssue step, string body)
    {
        List<string> labels = [GitHubGateway.OwnLabel];
        if (leased.Verdicts.Count > 0) labels.Add(NextStep.Label(leased.Verdicts[leased.Verdicts.Keys.Max()].Severity));
        var issue = await gateway.CreateIssueAsync(Render(() => IssueText.Title(leased.Report)), body, labels);
        return entry =>
        {
            (entry.IssueNumber, entry.IssueUrl) = (issue.Number, issue.Url);
            (entry.BodyHash, entry.AppliedVersion) = (IssueText.Hash(body), entry.DocumentVersion);
            entry.SeverityLabels = SeverityLabels(issue);
            EndAttempt(entry, mayHaveDoubled: step.IsRepeat);
        };
    }

    private async Task<Action<LedgerEntry>> FindIssueAsync(LeasedReport leased, Marker marker)
    {
        var found = await gateway.FindIssuesAsync(marker.OfIssue(leased.Entry.ReportId), leased.Entry.AttemptedSince!.Value);
        if (found.Count == 0) return LookedInVain;
        return entry =>
        {
            (entry.IssueNumber, entry.IssueUrl) = (found[0].Number, found[0].Url);
            (entry.BodyHash, entry.AppliedVersion) = (IssueText.Hash(found[0].Body), 0);
            entry.SeverityLabels = SeverityLabels(found[0]);
            entry.Duplicates = Duplicates(of: found[0], found);
            EndAttempt(entry, mayHaveDoubled: entry.AttemptedSince != entry.AttemptAt);
        };
    }

    private async Task<Action<LedgerEntry>> EditBodyAsync(LeasedReport leased, string body)
    {
        await gateway.EditBodyAsync(Number(leased), body);
        return entry => (entry.BodyHash, entry.AppliedVersion) = (IssueText.Hash(body), entry.DocumentVersion);
    }

    private async Task<Action<LedgerEntry>> CommentAsync(LeasedReport leased, Step.AddComment step, Marker marker)
    {
        var text = Render(() => CommentText.Of(
            leased.Report, step.Verdict, leased.Verdicts, step.Overtaken, marker.OfComment(leased.Entry.ReportId, step.Verdict)));
        await gateway.CommentAsync(Number(leased), text);
        return entry =>
        {
            entry.CommentedVerdict = step.Verdict;
            EndAttempt(entry, mayHaveDoubled: step.IsRepeat);
        };
    }

    private async Task<Action<LedgerEntry>> FindCommentAsync(LeasedReport leased, int verdict, Marker marker)
    {
        var found = await gateway.FindCommentsAsync(Number(leased), marker.OfComment(leased.Entry.ReportId, verdict), leased.Entry.AttemptedSince!.Value);
        if (found.Count == 0) return LookedInVain;
        return entry =>
        {
            entry.CommentedVerdict = Math.Max(entry.CommentedVerdict, verdict);
            EndAttempt(entry, mayHaveDoubled: found.Count > 1 || entry.AttemptedSince != entry.AttemptAt);
        };
    }

    private async Task<Action<LedgerEntry>> AddLabelAsync(LeasedReport leased, string label)
    {
        await gateway.AddLabelAsync(Number(leased), label);
        return entry => entry.SeverityLabels = string.Join(',', NextStep.Items(entry.SeverityLabels).Append(label));
    }

    private async Task<Action<LedgerEntry>> RemoveLabelAsync(LeasedReport leased, string label)
    {
        try
        {
            await gateway.RemoveLabelAsync(Number(leased), label);
        }
        catch (GitHubException failure) when (failure.Status == 404)
        {
            // A person was faster. Should the issue itself be gone, the next step that needs it says so.
        }

        return entry => entry.SeverityLabels = string.Join(',', NextStep.Items(entry.SeverityLabels).Where(item => item != label));
    }

    private async Task<Action<LedgerEntry>> SetStateAsync(LeasedReport leased, bool wantsClosed, int verdict)
    {
        var issue = await gateway.IssueAsync(Number(leased));
        var change = StateDecision.Of(leased.Entry, wantsClosed, issue.IsClosed, issue.ClosedAt, issue.IsNotPlanned);
        if (change == StateChange.Close) issue = await gateway.CloseAsync(issue.Number);
        else if (change == StateChange.Reopen) issue = await gateway.ReopenAsync(issue.Number);
        else if (change == StateChange.LeftToPerson) Log.LeftToPerson(logger, leased.Entry.ReportId, issue.Number);
        return entry =>
        {
            (entry.StateVerdict, entry.ClosingAt) = (verdict, null);
            entry.ClosedAt = change == StateChange.LeftToPerson ? null : issue.ClosedAt; // GitHub has none for an open one
            entry.StateIsPersons = change == StateChange.LeftToPerson;
        };
    }

    private async Task<Action<LedgerEntry>> FindDuplicatesAsync(LeasedReport leased, Marker marker)
    {
        var (reportId, since, number) = (leased.Entry.ReportId, leased.Entry.AttemptedSince!.Value, Number(leased));
        var issues = await gateway.FindIssuesAsync(marker.OfIssue(reportId), since);
        var kept = issues.FirstOrDefault(issue => issue.Number == number) ?? await gateway.IssueAsync(number);
        for (var verdict = 1; verdict <= leased.Entry.CommentedVerdict; verdict++)
        {
            var comments = await gateway.FindCommentsAsync(number, marker.OfComment(reportId, verdict), since);
            foreach (var comment in comments.Where(comment => comment.AuthorId == kept.AuthorId).Skip(1))
                await gateway.DeleteCommentAsync(comment.Id);
        }

        return entry =>
        {
            entry.Duplicates = Duplicates(of: kept, issues);
            (entry.CheckDuplicatesAt, entry.AttemptedSince) = (null, null);
        };
    }

    private async Task<Action<LedgerEntry>> CloseDuplicateAsync(LeasedReport leased, int duplicate)
    {
        try
        {
            await gateway.CloseDuplicateAsync(duplicate, Number(leased));
        }
        catch (GitHubException failure) when (failure.Kind == FailureKind.NotThere)
        {
            // A person deleted or moved it first: there is no duplicate any more.
        }

        return entry => entry.Duplicates = string.Join(',', NextStep.Numbers(entry.Duplicates).Where(number => number != duplicate));
    }

    private void LookedInVain(LedgerEntry entry)
    {
        entry.Looks++;
        entry.RetryAt = entry.Looks < options.Value.Looks ? time.GetUtcNow() + options.Value.LookAfter : time.GetUtcNow();
    }

    private void EndAttempt(LedgerEntry entry, bool mayHaveDoubled)
    {
        (entry.Attempt, entry.AttemptVerdict, entry.AttemptAt, entry.Looks) = (CallKind.None, 0, null, 0);
        if (mayHaveDoubled) entry.CheckDuplicatesAt = time.GetUtcNow() + options.Value.DuplicateCheckAfter;
        else if (entry.CheckDuplicatesAt is null) entry.AttemptedSince = null;
    }

    /// <summary>A person may copy an issue, with the marker that is not seen: what another user wrote is no duplicate.</summary>
    private static string Duplicates(IssueState of, IReadOnlyList<IssueState> found) => string.Join(
        ',', found.Where(issue => issue.Number != of.Number && issue.AuthorId == of.AuthorId).Select(issue => issue.Number));

    private static string SeverityLabels(IssueState issue) => string.Join(',', issue.Labels
        .Where(label => label.StartsWith("severity/", StringComparison.Ordinal) && !label.Contains(',', StringComparison.Ordinal)));

    private static int Number(LeasedReport leased) => leased.Entry.IssueNumber!.Value;
}
