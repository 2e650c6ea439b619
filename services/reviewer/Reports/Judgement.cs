using AlertResponder.Contracts;

namespace AlertResponder.Reviewer.Reports;

/// <summary>Whether the first review begins.</summary>
internal enum FirstReview
{
    /// <summary>It is not due yet.</summary>
    NotDue,

    /// <summary>Answers are still out, and there is time left to wait for them.</summary>
    WaitsForAnswers,

    /// <summary>Every answer is there.</summary>
    AllAnswered,

    /// <summary>Answers are still out, and the time for them is over.</summary>
    GraceOver,
}

/// <summary>Whether a report is judged again.</summary>
internal enum ReReview
{
    /// <summary>There is news.</summary>
    News,

    /// <summary>Nothing has come since the last review.</summary>
    NoNews,

    /// <summary>A person decided.</summary>
    DecidedByPerson,

    /// <summary>The report has been closed for too long.</summary>
    TooLate,
}

/// <summary>What a verdict changes.</summary>
internal enum VerdictEffect
{
    /// <summary>Severity or rule is new: the world is told.</summary>
    Published,

    /// <summary>The same judgement as before.</summary>
    Confirmed,

    /// <summary>It answers a review that is no longer the current one.</summary>
    Stale,
}

/// <summary>The decisions about reviews. Pure.</summary>
internal sealed class Judgement(ReportsOptions options)
{
    public static FirstReview DecideFirst(Report report, DateTimeOffset now) =>
        report.ReviewGraceEndsAt is not { } graceEnd ? FirstReview.NotDue
        : Investigation.IsComplete(report) ? FirstReview.AllAnswered
        : now >= graceEnd ? FirstReview.GraceOver
        : FirstReview.WaitsForAnswers;

    public ReReview DecideAgain(Report report, DateTimeOffset now) =>
        report.DecidedByPerson ? ReReview.DecidedByPerson
        : report.NewsVersion <= report.ReviewedVersion ? ReReview.NoNews
        : now > report.ClosedAt + options.LateFindings ? ReReview.TooLate
        : ReReview.News;

    /// <summary>Begins a review and gives its number.</summary>
    public static ReviewRequested Begin(Report report, DateTimeOffset now, string why)
    {
        report.ReviewNumber++;
        report.ReviewRepeats = 0;
        report.ReviewGraceEndsAt = null;
        report.Changed();
        report.Note(now, "review requested", why);
        return Ask(report);
    }

    /// <summary>Asks for the current review once more: its answer was lost, or is late.</summary>
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

    /// <summary>Takes the policy's verdict.</summary>
    public static VerdictEffect Take(Report report, VerdictReached answer, DateTimeOffset now)
    {
        if (answer.ReviewNumber != report.ReviewNumber) return VerdictEffect.Stale;
        report.ReviewedVersion = answer.BasedOnVersion;
        if (!report.DecidedByPerson) return Store(report, answer.Verdict, now);

        // A person's verdict is not overwritten, also not by a review that a person asked for.
        report.Note(now, $"the policy would say {answer.Verdict.Severity}", answer.Verdict.Rule, answer.Verdict.DecidedBy);
        return VerdictEffect.Confirmed;
    }

    /// <summary>Takes a person's verdict; an answer to a review that is under way no longer counts.</summary>
    public static VerdictEffect TakePersons(Report report, Verdict verdict, DateTimeOffset now)
    {
        report.ReviewNumber++;
        report.ReviewGraceEndsAt = null;
        report.ReviewedVersion = report.DocumentVersion;
        report.DecidedByPerson = true;
        return Store(report, verdict, now);
    }

    private static VerdictEffect Store(Report report, Verdict verdict, DateTimeOffset now)
    {
        var confirmed = report.Severity == verdict.Severity && report.VerdictRule == verdict.Rule;
        report.QuietReviews = confirmed ? report.QuietReviews + 1 : 0;
        report.Note(now, confirmed ? "verdict confirmed" : $"verdict: {verdict.Severity}", verdict.Rule, verdict.DecidedBy);
        report.Changed();
        report.Content.Verdict = verdict;
        if (confirmed) return VerdictEffect.Confirmed;

        (report.Severity, report.VerdictRule) = (verdict.Severity, verdict.Rule);
        report.VerdictNumber++;
        return VerdictEffect.Published;
    }
}
