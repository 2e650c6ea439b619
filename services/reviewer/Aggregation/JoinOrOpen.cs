using AlertResponder.Reviewer.Reports;

namespace AlertResponder.Reviewer.Aggregation;

/// <summary>Decides whether an alert joins a report or opens one. All times are the receptor's <c>receivedAt</c>.</summary>
internal static class JoinOrOpen
{
    /// <summary>Decides for one alert.</summary>
    /// <param name="reports">All reports of the alert's id.</param>
    /// <param name="receivedAt">When the alert was received.</param>
    /// <param name="window">How long a window stays open.</param>
    /// <returns>The report that the alert joins; null when it opens one.</returns>
    public static Report? Decide(IReadOnlyList<Report> reports, DateTimeOffset receivedAt, TimeSpan window)
    {
        var newestFirst = reports.OrderByDescending(report => report.Sequence).ToList();
        // Received while that report's window was open; the report itself may be closed by now.
        if (newestFirst.Find(report => report.OpenedAt <= receivedAt && receivedAt <= report.WindowEndsAt) is { } inWindow) return inWindow;

        // Received a little before the alert that opened the report, and delivered after it.
        return newestFirst.FirstOrDefault() is { ClosedAt: null } newest && receivedAt < newest.OpenedAt && newest.OpenedAt - receivedAt <= window
            ? newest
            : null;
    }
}
