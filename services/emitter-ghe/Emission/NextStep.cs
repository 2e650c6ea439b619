using System.Globalization;
using AlertResponder.Contracts;
using AlertResponder.Emission;

namespace AlertResponder.Emitter.GitHub.Emission;

/// <summary>Decides, from what is wanted and what was applied, the one thing to do next (pure).</summary>
internal static class NextStep
{
    // A number comes with a message: it may be any.
    private const int MaxOvertaken = 1_000;

    /// <param name="report">What the issue should show.</param>
    /// <param name="state">What was applied.</param>
    /// <param name="bodyHash">The hash of the body as it would be written now.</param>
    /// <param name="closesSafe">Whether a safe report's issue is closed.</param>
    /// <returns>The step; null for nothing.</returns>
    public static Step? Of(EmittedReport report, GitHubState state, Func<string> bodyHash, bool closesSafe)
    {
        if (report.Unresolved is { Step: nameof(Step.AddComment) } write)
            return Comment(state, int.Parse(write.Key, CultureInfo.InvariantCulture));
        if (state.IssueNumber is null) return new Step.CreateIssue();
        if (state.Duplicates is [var duplicate, ..]) return new Step.CloseDuplicate(duplicate);
        if (state.AppliedVersion < report.DocumentVersion && state.BodyHash != bodyHash()) return new Step.EditBody();
        if (report.VerdictNumber > state.CommentedVerdict) return Comment(state, report.VerdictNumber);
        return report.Verdict is { } verdict
            ? LabelStep(report, state, verdict.Severity) ?? StateStep(state, report.VerdictNumber, verdict.Severity, closesSafe)
            : null;
    }

    /// <summary>The label of a severity.</summary>
    public static string Label(Severity severity) => severity switch
    {
        Severity.Safe => "severity/safe",
        Severity.Unclassified => "severity/unclassified",
        Severity.Urgent => "severity/urgent",
        _ => "severity/other",
    };

    private static Step.AddComment Comment(GitHubState state, int verdict) =>
        new(verdict, [.. Enumerable.Range(state.CommentedVerdict + 1, Math.Clamp(verdict - state.CommentedVerdict - 1, 0, MaxOvertaken))]);

    private static Step? LabelStep(EmittedReport report, GitHubState state, Severity severity)
    {
        var wanted = Label(severity);
        if (!state.SeverityLabels.Contains(wanted) && !report.IsPassedBy(nameof(Step.AddLabel))) return new Step.AddLabel(wanted);
        return state.SeverityLabels.FirstOrDefault(label => label != wanted) is { } former && !report.IsPassedBy(nameof(Step.RemoveLabel))
            ? new Step.RemoveLabel(former)
            : null;
    }

    private static Step? StateStep(GitHubState state, int verdict, Severity severity, bool closesSafe)
    {
        if (state.StateIsPersons || state.StateVerdict >= verdict) return null;
        if (severity == Severity.Safe && closesSafe) return new Step.Close(verdict);
        return state.ClosedAt is not null || state.IsClosing ? new Step.Reopen(verdict) : null;
    }
}
