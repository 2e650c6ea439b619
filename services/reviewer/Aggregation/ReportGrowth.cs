using AlertResponder.Contracts;
using AlertResponder.Reviewer.Reports;
using AlertResponder.Reviewer.Storage;

namespace AlertResponder.Reviewer.Aggregation;

/// <summary>What an alert does to a report. The order in which a window's alerts come makes no difference to the outcome.</summary>
internal static class ReportGrowth
{
    private const int MaxKeys = 10;

    /// <summary>Opens a report with its first alert, which still has to join it.</summary>
    public static Report Open(AlertReceived received, Report? previous)
    {
        var report = new Report
        {
            CorrelationId = NameBasedId.Of(received.ReceiptId, received.AlertId),
            AlertId = received.AlertId,
            Sequence = (previous?.Sequence ?? 0) + 1,
            PreviousReportId = previous?.CorrelationId,
            OpenedAt = DateTimeOffset.MaxValue,
            LastReceivedAt = DateTimeOffset.MinValue,
            FirstSeen = DateTimeOffset.MaxValue,
            LastSeen = DateTimeOffset.MinValue,
        };
        report.Note(received.ReceivedAt, "opened", previous is null ? null : $"after report {previous.CorrelationId}");
        return report;
    }

    /// <summary>Adds an alert to a report.</summary>
    public static void Join(Report report, AlertReceived received, ReportsOptions options)
    {
        Count(report, received);
        var windowEnd = report.LastReceivedAt + options.Window;
        var latest = report.OpenedAt + options.MaxWindow;
        report.WindowEndsAt = windowEnd < latest ? windowEnd : latest;

        var grown = report.AlertCount > 1 && PassesPowerOfTen(report.AlertCount);
        if (grown) report.Note(received.ReceivedAt, "grown", $"{report.AlertCount} alerts");
        if (AddAttributes(report, received, options) || grown) report.MarkChanged(significant: true);
    }

    /// <summary>Whether a count that grew by one has a digit more than before.</summary>
    public static bool PassesPowerOfTen(long count)
    {
        while (count >= 10 && count % 10 == 0) count /= 10;
        return count == 1;
    }

    private static void Count(Report report, AlertReceived received)
    {
        var alert = received.Alert;
        if ((received.ReceivedAt, received.ReceiptId).CompareTo((report.OpenedAt, report.FirstReceiptId)) < 0)
        {
            report.OpenedAt = received.ReceivedAt;
            report.FirstReceiptId = received.ReceiptId;
            (report.Detector, report.RuleId, report.RuleName) = (alert.Detector, IndexKey.Of(alert.RuleId), alert.RuleName);
            (report.Title, report.Description) = (alert.Title, alert.Description);
        }

        report.AlertCount++;
        report.LastReceivedAt = Later(report.LastReceivedAt, received.ReceivedAt);
        report.FirstSeen = Earlier(report.FirstSeen, alert.FirstSeen ?? alert.LastSeen ?? received.ReceivedAt);
        report.LastSeen = Later(report.LastSeen, alert.LastSeen ?? alert.FirstSeen ?? received.ReceivedAt);
    }

    private static bool AddAttributes(Report report, AlertReceived received, ReportsOptions options)
    {
        var content = report.Content;
        var added = false;
        var omitted = 0;
        foreach (var attribute in received.Alert.Attributes)
        {
            var identity = AttributeIdentity.Of(attribute);
            var tracked = content.Find(identity);
            if (tracked is null)
            {
                if (content.Attributes.Count >= options.MaxAttributes)
                {
                    omitted++;
                    continue;
                }

                tracked = new TrackedAttribute
                {
                    Type = identity.Type,
                    Value = identity.Value,
                    Contexts = AttributeIdentity.SortedContexts(attribute.Context),
                    FirstSeen = received.ReceivedAt,
                };
                content.Add(tracked);
                added = true;
            }

            tracked.Depth = 0;
            tracked.FirstSeen = Earlier(tracked.FirstSeen, received.ReceivedAt);
            if (attribute.Key is { Length: > 0 } key && tracked.Keys.Count < MaxKeys && !tracked.Keys.Contains(key))
            {
                tracked.Keys.Add(key);
                tracked.Keys.Sort(StringComparer.Ordinal);
            }
        }

        content.OmittedAttributes = Math.Max(content.OmittedAttributes, omitted);
        return added;
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
