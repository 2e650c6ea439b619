using AlertResponder.Contracts;
using AlertResponder.Emitter.GitHub.Storage;

namespace AlertResponder.Emitter.GitHub.Emission;

/// <summary>Decides, from what is wanted, what was applied and what is unknown, the one thing to do next (pure).</summary>
internal static class NextStep
{
    /// <param name="leased">The row and what it speaks of.</param>
    /// <param name="bodyHash">The hash of the body as it would be written now.</param>
    /// <param name="now">The time.</param>
    /// <param name="options">The settings.</param>
    public static Step Of(LeasedReport leased, string bodyHash, DateTimeOffset now, GitHubOptions options)
    {
        var entry = leased.Entry;
        if (entry.Gone is not null) return new Step.Nothing();

        var newsMayHelp = entry.FailureIsPermanent && entry.Revision > entry.SeenRevision;
        if (entry.RetryAt is { } retry && retry.IsToCome(now, options.LongestWait) && !newsMayHelp && IsHolding(entry))
            return new Step.WaitUntil(retry);

        // After an attempt with an unknown end, nothing else is done to this report before that end is known.
        if (entry.Attempt != CallKind.None)
        {
            var lookAt = (entry.AttemptAt ?? now) + options.LookAfter;
            if (lookAt.IsToCome(now, options.LookAfter)) return new Step.WaitUntil(lookAt);
            if (entry.Looks < options.Looks)
                return entry.Attempt == CallKind.CreateIssue ? new Step.FindIssue() : new Step.FindComment(entry.AttemptVerdict);
        }

        if (entry.IssueNumber is null) return new Step.CreateIssue(IsRepeat: entry.Attempt == CallKind.CreateIssue);
        if (Numbers(entry.Duplicates) is [var duplicate, ..]) return new Step.CloseDuplicate(duplicate);

        var latest = leased.Verdicts.Count == 0 ? 0 : leased.Verdicts.Keys.Max();
        if (entry.Attempt == CallKind.AddComment) return Comment(entry, Math.Max(latest, entry.AttemptVerdict), isRepeat: true);
        if (entry.AppliedVersion < entry.DocumentVersion && entry.BodyHash != bodyHash) return new Step.EditBody();
        if (latest > entry.CommentedVerdict) return Comment(entry, latest, isRepeat: false);
        if (latest > 0)
        {
            var severity = leased.Verdicts[latest].Severity;
            if (LabelStep(entry, severity) is { } label) return label;
            if (StateStep(entry, latest, severity, options) is { } state) return state;
        }

        return entry.CheckDuplicatesAt switch
        {
            { } check when check.IsToCome(now, options.DuplicateCheckAfter) => new Step.WaitUntil(check),
            { } => new Step.FindDuplicates(),
            null => new Step.Nothing(),
        };
    }

    /// <summary>The label of a severity.</summary>
    public static string Label(Severity severity) => severity switch
    {
        Severity.Safe => "severity/safe",
        Severity.Unclassified => "severity/unclassified",
        Severity.Urgent => "severity/urgent",
        _ => "severity/other",
    };

    public static IReadOnlyList<int> Numbers(string list) =>
        [.. Items(list).Select(number => int.Parse(number, System.Globalization.CultureInfo.InvariantCulture))];

    public static IReadOnlyList<string> Items(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A waiting for a duplicate check holds nothing else up; a failure and an unknown end do.</summary>
    private static bool IsHolding(LedgerEntry entry) => entry.Failures > 0 || entry.Attempt != CallKind.None;

    private static Step.AddComment Comment(LedgerEntry entry, int verdict, bool isRepeat) =>
        new(verdict, [.. Enumerable.Range(entry.CommentedVerdict + 1, verdict - entry.CommentedVerdict - 1)], isRepeat);

    private static Step? LabelStep(LedgerEntry entry, Severity severity)
    {
        var wanted = Label(severity);
        var has = Items(entry.SeverityLabels);
        if (!has.Contains(wanted)) return new Step.AddLabel(wanted);
        return has.FirstOrDefault(label => label != wanted) is { } former ? new Step.RemoveLabel(former) : null;
    }

    private static Step? StateStep(LedgerEntry entry, int verdict, Severity severity, GitHubOptions options)
    {
        if (entry.StateIsPersons || entry.StateVerdict >= verdict) return null;
        if (severity == Severity.Safe && options.CloseSafe) return new Step.Close(verdict);
        return entry.ClosedAt is not null || entry.ClosingAt is not null ? new Step.Reopen(verdict) : null;
    }
}
