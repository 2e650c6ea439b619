namespace AlertResponder.Reviewer.Reports;

/// <summary>When a report tells its news and when it is judged again: soon at first, ever less often while nothing important comes.</summary>
internal static class Pacing
{
    /// <summary>A time that doubles with each quiet round, up to a limit.</summary>
    public static TimeSpan Doubled(TimeSpan first, TimeSpan longest, int quietRounds)
    {
        var doubled = first;
        for (var round = 0; round < quietRounds && doubled < longest; round++) doubled *= 2;
        return doubled < longest ? doubled : longest;
    }

    /// <summary>How long to wait for the next update, counted from the last time that the report was published.</summary>
    public static TimeSpan UntilUpdate(Report report, ReportsOptions options, DateTimeOffset now)
    {
        var onlyRepeats = report.NewsVersion <= report.PublishedVersion;
        var interval = Doubled(options.UpdateInterval, options.MaxUpdateInterval, onlyRepeats ? report.QuietUpdates : 0);
        var wait = report.PublishedAt + interval - now;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    /// <summary>How long news wait for the next review.</summary>
    public static TimeSpan UntilReReview(Report report, ReportsOptions options) =>
        Doubled(options.ReReviewDelay, options.MaxReReviewDelay, report.QuietReviews);
}
