using System.Globalization;
using AlertResponder.Emission;
using AlertResponder.Emitter.GitHub.Gateway;
using AlertResponder.Emitter.GitHub.Rendering;
using Microsoft.Extensions.Logging;
using Change = System.Action<AlertResponder.Emitter.GitHub.Emission.GitHubState>;

namespace AlertResponder.Emitter.GitHub.Emission;

/// <summary>The calls of each step, and what they mean for the issue's state.</summary>
internal sealed class GitHubSteps(GitHubGateway gateway, ILogger<GitHubSteps> logger)
{
    /// <param name="step">What to do.</param>
    /// <param name="report">What the issue should show.</param>
    /// <param name="state">What was applied.</param>
    /// <param name="body">The issue's body.</param>
    public EmitStep<GitHubState> Of(Step step, EmittedReport report, GitHubState state, Lazy<string> body)
    {
        var name = step.GetType().Name;
        return step switch
        {
            Step.CreateIssue => EmitStep.Findable<GitHubState>(
                name, "", () => OnRepositoryAsync(() => CreateAsync(report, body)), since => OnRepositoryAsync(() => FindIssueAsync(report, since))),
            Step.EditBody => Keyed(number => EditBodyAsync(report, number, body.Value)),
            Step.AddComment comment => EmitStep.Findable<GitHubState>(
                name, comment.Verdict.ToString(CultureInfo.InvariantCulture),
                () => OnIssueAsync(report, state, number => CommentAsync(report, comment, number)),
                since => OnIssueAsync(report, state, number => FindCommentAsync(report, comment.Verdict, number, since))),
            Step.AddLabel add => Keyed(number => AddLabelAsync(number, add.Label)) with { IsDecoration = true },
            Step.RemoveLabel remove => Keyed(number => RemoveLabelAsync(number, remove.Label)) with { IsDecoration = true },
            Step.Close close => Keyed(number => SetStateAsync(report, state, number, wantsClosed: true, close.Verdict)) with
            {
                Intent = entry => entry.IsClosing = true,
            },
            Step.Reopen reopen => Keyed(number => SetStateAsync(report, state, number, wantsClosed: false, reopen.Verdict)),
            Step.CloseDuplicate duplicate => Keyed(number => CloseDuplicateAsync(duplicate.Number, number)),
            _ => throw new ArgumentOutOfRangeException(nameof(step), step, "no call"),
        };

        EmitStep<GitHubState> Keyed(Func<int, Task<Change>> call) => EmitStep.Keyed<GitHubState>(name, () => OnIssueAsync(report, state, call));
    }

    /// <summary>Looks for a second issue, which is then closed, and deletes second comments.</summary>
    public EmitStep<GitHubState> FindDuplicates(EmittedReport report, GitHubState state, DateTimeOffset since) => EmitStep.Keyed<GitHubState>(
        nameof(FindDuplicates), () => OnIssueAsync(report, state, number => FindDuplicatesAsync(report, state.CommentedVerdict, number, since)));

    private async Task<Change> CreateAsync(EmittedReport report, Lazy<string> body)
    {
        List<string> labels = [GitHubGateway.OwnLabel];
        if (report.Verdict is { } verdict) labels.Add(NextStep.Label(verdict.Severity));
        var issue = await gateway.CreateIssueAsync(Render(() => IssueText.Title(report.Report)), Render(() => body.Value), labels);
        return state =>
        {
            (state.IssueNumber, state.IssueUrl) = (issue.Number, issue.Url);
            (state.BodyHash, state.AppliedVersion) = (IssueText.Hash(body.Value), report.DocumentVersion);
            state.SeverityLabels = SeverityLabels(issue);
        };
    }

    private async Task<Change?> FindIssueAsync(EmittedReport report, DateTimeOffset since)
    {
        var found = await gateway.FindIssuesAsync(new Marker(report.Key).OfIssue(report.Report.ReportId), since, gateway.BeginStep());
        if (found.Count == 0) return null;
        return state =>
        {
            (state.IssueNumber, state.IssueUrl) = (found[0].Number, found[0].Url);
            (state.BodyHash, state.AppliedVersion) = (found[0].BodyHash, 0);
            state.SeverityLabels = SeverityLabels(found[0]);
            state.Duplicates = Duplicates(of: found[0], found);
        };
    }

    private async Task<Change> EditBodyAsync(EmittedReport report, int number, string body)
    {
        await gateway.EditBodyAsync(number, body);
        return state => (state.BodyHash, state.AppliedVersion) = (IssueText.Hash(body), report.DocumentVersion);
    }

    private async Task<Change> CommentAsync(EmittedReport report, Step.AddComment step, int number)
    {
        var marker = new Marker(report.Key).OfComment(report.Report.ReportId, step.Verdict);
        await gateway.CommentAsync(number, Render(() => CommentText.Of(report.Report, step.Verdict, report.Verdicts, step.Overtaken, marker)));
        return state => state.CommentedVerdict = step.Verdict;
    }

    private async Task<Change?> FindCommentAsync(EmittedReport report, int verdict, int number, DateTimeOffset since)
    {
        var marker = new Marker(report.Key).OfComment(report.Report.ReportId, verdict);
        var found = await gateway.FindCommentsAsync(number, [marker], since, gateway.BeginStep());
        return found.Count == 0 ? null : state => state.CommentedVerdict = Math.Max(state.CommentedVerdict, verdict);
    }

    private async Task<Change> AddLabelAsync(int number, string label)
    {
        await gateway.AddLabelAsync(number, label);
        return state => state.SeverityLabels.Add(label);
    }

    private async Task<Change> RemoveLabelAsync(int number, string label)
    {
        try
        {
            await gateway.RemoveLabelAsync(number, label);
        }
        catch (EmitException failure) when (failure.Status == 404)
        {
            // A person was faster. Should the issue itself be gone, the next step that needs it says so.
        }

        return state => state.SeverityLabels.Remove(label);
    }

    private async Task<Change> SetStateAsync(EmittedReport report, GitHubState known, int number, bool wantsClosed, int verdict)
    {
        var issue = await gateway.IssueAsync(number);
        var change = StateDecision.Of(known, wantsClosed, issue.IsClosed, issue.ClosedAt, issue.IsNotPlanned);
        if (change == StateChange.Close) issue = await gateway.CloseAsync(issue.Number);
        else if (change == StateChange.Reopen) issue = await gateway.ReopenAsync(issue.Number);
        else if (change == StateChange.LeftToPerson) Log.LeftToPerson(logger, report.Report.ReportId, issue.Number);
        return state =>
        {
            (state.StateVerdict, state.IsClosing) = (verdict, false);
            state.ClosedAt = change == StateChange.LeftToPerson ? null : issue.ClosedAt; // GitHub has none for an open one
            state.StateIsPersons = change == StateChange.LeftToPerson;
        };
    }

    private async Task<Change> FindDuplicatesAsync(EmittedReport report, int commentedVerdict, int number, DateTimeOffset since)
    {
        var (reportId, marker, step) = (report.Report.ReportId, new Marker(report.Key), gateway.BeginStep());
        var issues = await gateway.FindIssuesAsync(marker.OfIssue(reportId), since, step);
        var kept = issues.FirstOrDefault(issue => issue.Number == number) ?? await gateway.IssueAsync(number);
        var markers = report.Verdicts.Keys.Where(verdict => verdict <= commentedVerdict).Select(verdict => marker.OfComment(reportId, verdict)).ToHashSet();
        var comments = await gateway.FindCommentsAsync(number, markers, since, step);
        foreach (var comment in comments.Where(comment => comment.AuthorId == kept.AuthorId).GroupBy(comment => comment.Body).SelectMany(same => same.Skip(1)))
        {
            if (step.IsOver) throw new EmitException(EmitFailure.NotDone, "there are more duplicates than one step has time for");
            await gateway.DeleteCommentAsync(comment.Id);
        }

        return state => state.Duplicates = Duplicates(of: kept, issues);
    }

    private async Task<Change> CloseDuplicateAsync(int duplicate, int number)
    {
        try
        {
            await gateway.CloseDuplicateAsync(duplicate, number);
        }
        catch (EmitException failure) when (failure.Kind == EmitFailure.Gone)
        {
            // A person deleted or moved it first: there is no duplicate any more.
        }

        return state => state.Duplicates.Remove(duplicate);
    }

    /// <summary>Calls about an issue. That it is gone is believed when GitHub says so again of the issue itself.</summary>
    private async Task<T> OnIssueAsync<T>(EmittedReport report, GitHubState state, Func<int, Task<T>> call)
    {
        var number = state.IssueNumber!.Value;
        try
        {
            return await call(number);
        }
        catch (EmitException failure) when (failure.Kind == EmitFailure.Gone)
        {
            throw await GoneAsync(number, is404Final: report.WasRefused) is { } gone ? new EmitException(EmitFailure.Gone, gone, failure) : Refused(failure);
        }
    }

    /// <summary>Calls that are about no issue yet: nothing is gone by them.</summary>
    private static async Task<T> OnRepositoryAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (EmitException failure) when (failure.Kind == EmitFailure.Gone)
        {
            throw Refused(failure);
        }
    }

    /// <summary>
    /// Whether the issue is gone. 410 and a move are GitHub's plain word; a 404 may be a replica that has not heard of a new issue
    /// yet, so it has to come again at the next try.
    /// </summary>
    private async Task<string?> GoneAsync(int number, bool is404Final)
    {
        try
        {
            await gateway.IssueAsync(number);
            return null;
        }
        catch (EmitException failure)
        {
            return failure.Kind == EmitFailure.Gone && (failure.Status != 404 || is404Final) ? failure.Message : null;
        }
    }

    private static EmitException Refused(EmitException failure) => new(EmitFailure.Refused, failure.Message, failure) { Status = failure.Status };

    /// <summary>Makes a text. A document that cannot be shown must not stop the others: it fails for good, alone.</summary>
    private static string Render(Func<string> text)
    {
        try
        {
            return text();
        }
        catch (Exception exception)
        {
            throw new EmitException(EmitFailure.Refused, $"its text cannot be made: {exception.GetType().Name}", exception);
        }
    }

    /// <summary>A person may copy an issue, with the marker that is not seen: what another user wrote is no duplicate.</summary>
    private static List<int> Duplicates(IssueState of, IReadOnlyList<IssueState> found) =>
        [.. found.Where(issue => issue.Number != of.Number && issue.AuthorId == of.AuthorId).Select(issue => issue.Number)];

    private static List<string> SeverityLabels(IssueState issue) => [.. issue.Labels.Where(label => label.StartsWith("severity/", StringComparison.Ordinal))];
}
