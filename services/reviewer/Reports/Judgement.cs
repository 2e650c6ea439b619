using AlertResponder.Contracts;

namespace AlertResponder.Reviewer.Reports;

/// <summary>The decisions about reviews. Pure.</summary>
internal sealed class Judgement(ReportsOptions options)
{
    private const int MaxReasonLength = 2_048;
    private const int MaxNameLength = 256;
    private const int MaxMissingLength = 256;

    /// <summary>Why the first review begins now; null when it does not.</summary>
    public static string? ReasonForFirst(Report report, DateTimeOffset now) =>
        report.ReviewGraceEndsAt is not { } graceEnd ? null
        : Investigation.IsComplete(report) ? "all answered"
        : now >= graceEnd ? "time for answers is over"
        : null;

    /// <summary>Whether the first review is due and waits for answers.</summary>
    public static bool WaitsForAnswers(Report report, DateTimeOffset now) => report.ReviewGraceEndsAt is not null && ReasonForFirst(report, now) is null;

    /// <summary>Why the report is judged again; null when it is not: nothing significant came, a person decided, or it closed too long ago.</summary>
    public string? ReasonForAnother(Report report, DateTimeOffset now) =>
        !report.DecidedByPerson && report.SignificantVersion > report.ReviewedVersion && !(now > report.ClosedAt + options.LateFindings)
            ? "significant changes since the last review"
            : null;

    /// <summary>Begins a review and gives its number.</summary>
    public static ReviewRequested Begin(Report report, DateTimeOffset now, string why)
    {
        report.ReviewNumber++;
        report.ReviewRepeats = 0;
        report.ReviewGraceEndsAt = null;
        report.MarkChanged();
        report.Note(now, "review requested", why);
        return Ask(report);
    }

    /// <summary>Requests the current review once more: its answer was lost, or is late.</summary>
    public static ReviewRequested AskAgain(Report report, DateTimeOffset now)
    {
        report.ReviewRepeats++;
        report.Note(now, "review requested again", "no answer");
        return Ask(report);
    }

    private static ReviewRequested Ask(Report report) => new()
    {
        ReportId = report.CorrelationId,
        AlertId = report.AlertId,
        ReviewNumber = report.ReviewNumber,
        BasedOnVersion = report.DocumentVersion,
        Report = ReportDocuments.ForMessage(report),
    };

    /// <summary>Whether the policy answers the current review, and not a former one.</summary>
    public static bool IsCurrent(Report report, VerdictReached answer) => answer.ReviewNumber == report.ReviewNumber;

    /// <summary>Takes the policy's verdict of the current review. A new severity or rule raises the verdict's number.</summary>
    public static void Take(Report report, VerdictReached answer, DateTimeOffset now)
    {
        report.ReviewedVersion = answer.BasedOnVersion;
        // A person's verdict is not overwritten, also not by a review that a person asked for.
        if (report.DecidedByPerson) report.Note(now, $"the policy would say {answer.Verdict.Severity}", answer.Verdict.Rule, answer.Verdict.DecidedBy);
        else Store(report, answer.Verdict, now);
    }

    /// <summary>Takes a person's verdict; an answer to a review that is under way no longer counts.</summary>
    public static void TakePersons(Report report, Verdict verdict, DateTimeOffset now)
    {
        report.ReviewNumber++;
        report.ReviewGraceEndsAt = null;
        report.ReviewedVersion = report.DocumentVersion;
        report.DecidedByPerson = true;
        Store(report, verdict, now);
    }

    private static void Store(Report report, Verdict verdict, DateTimeOffset now)
    {
        verdict = Bounded(verdict);
        var confirmed = report.Severity == verdict.Severity && report.VerdictRule == verdict.Rule;
        report.UnchangedReviews = confirmed ? report.UnchangedReviews + 1 : 0;
        report.Note(now, confirmed ? "verdict confirmed" : $"verdict: {verdict.Severity}", verdict.Rule, verdict.DecidedBy, lasts: !confirmed);
        report.MarkChanged();
        report.Content.Verdict = verdict;
        if (confirmed) return;

        (report.Severity, report.VerdictRule) = (verdict.Severity, verdict.Rule);
        report.VerdictNumber++;
    }

    // A policy is the organization's own, and what it quotes is not.
    private static Verdict Bounded(Verdict verdict) => verdict with
    {
        Reason = Text(verdict.Reason, MaxReasonLength),
        Rule = Text(verdict.Rule, MaxNameLength),
        DecidedBy = Text(verdict.DecidedBy, MaxNameLength),
        Missing = [.. verdict.Missing.Select(line => Text(line, MaxMissingLength))],
    };

    private static string Text(string text, int maxLength) => TextNormalizer.Normalize(TextNormalizer.Shorten(text, maxLength));
}
