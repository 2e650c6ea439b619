namespace AlertResponder.Reviewer.Reports;

/// <summary>When changes of a report are published and when they are reviewed: soon at first, ever less often while nothing significant comes.</summary>
internal static class Pacing
{
    /// <summary>A time that doubles with each unchanged round, up to a limit. Exact: it is a schedule, not a back-off.</summary>
    public static TimeSpan Doubled(TimeSpan first, TimeSpan max, int unchangedRounds)
    {
        var doubled = first;
        for (var round = 0; round < unchangedRounds && doubled < max; round++) doubled *= 2;
        return doubled < max ? doubled : max;
    }

    /// <summary>How long to wait for the next update, counted from the last time that the report was published.</summary>
    public static TimeSpan UntilUpdate(Report report, ReportsOptions options, DateTimeOffset now)
    {
        var onlyRepeats = report.SignificantVersion <= report.PublishedVersion;
        var interval = Doubled(options.UpdateInterval, options.MaxUpdateInterval, onlyRepeats ? report.UnchangedUpdates : 0);
        var wait = report.PublishedAt + interval - now;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    /// <summary>How long significant changes wait for the next review.</summary>
    public static TimeSpan UntilReReview(Report report, ReportsOptions options) =>
        Doubled(options.ReReviewDelay, options.MaxReReviewDelay, report.UnchangedReviews);
}
