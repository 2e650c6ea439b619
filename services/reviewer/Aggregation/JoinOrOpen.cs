using AlertResponder.Reviewer.Reports;

namespace AlertResponder.Reviewer.Aggregation;

/// <summary>Where an alert belongs.</summary>
internal enum Belonging
{
    /// <summary>The alert id is new.</summary>
    OpensFirst,

    /// <summary>Every report of the alert id is over, or began too long after this alert.</summary>
    OpensNext,

    /// <summary>It was received while that report's window stood open; the report itself may be closed by now.</summary>
    JoinsWindow,

    /// <summary>It was received a little before the alert that opened the report, and delivered after it.</summary>
    JoinsEarly,
}

/// <summary>Decides whether an alert joins a report or opens one. All times are the receptor's <c>receivedAt</c>.</summary>
internal static class JoinOrOpen
{
    /// <summary>Decides for one alert.</summary>
    /// <param name="reports">All reports of the alert's id.</param>
    /// <param name="receivedAt">When the alert was received.</param>
    /// <param name="window">How long a window stays open.</param>
    /// <returns>The reason, and the report that the alert joins, if it joins one.</returns>
    public static (Belonging Reason, Report? Report) Decide(IReadOnlyList<Report> reports, DateTimeOffset receivedAt, TimeSpan window)
    {
        if (reports.Count == 0) return (Belonging.OpensFirst, null);

        var newestFirst = reports.OrderByDescending(report => report.Sequence);
        if (newestFirst.FirstOrDefault(report => report.OpenedAt <= receivedAt && receivedAt <= report.WindowEndsAt) is { } inWindow)
            return (Belonging.JoinsWindow, inWindow);

        var newest = newestFirst.First();
        return newest.ClosedAt is null && receivedAt < newest.OpenedAt && newest.OpenedAt - receivedAt <= window
            ? (Belonging.JoinsEarly, newest)
            : (Belonging.OpensNext, null);
    }
}
