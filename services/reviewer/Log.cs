using AlertResponder.Contracts;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Reviewer;

/// <summary>Everything that the reviewer logs. Ids only: the text of alerts is not ours to log.</summary>
internal static partial class Log
{
    [LoggerMessage(
        1200, LogLevel.Information,
        "Reports: inspections after {InspectionDelay}, review after {ReviewDelay}, window {Window}, at most {MaxWindow}; policy {Policy}")]
    public static partial void Starting(ILogger logger, TimeSpan inspectionDelay, TimeSpan reviewDelay, TimeSpan window, TimeSpan maxWindow, string policy);

    [LoggerMessage(1201, LogLevel.Warning, "A batch of {Count} alerts failed; each of them is tried again by itself")]
    public static partial void BatchFailed(ILogger logger, Exception exception, int count);

    [LoggerMessage(1202, LogLevel.Warning, "The policy failed on report {ReportId}, review {ReviewNumber}; the report is left unclassified")]
    public static partial void PolicyFailed(ILogger logger, Exception exception, Guid reportId, int reviewNumber);

    [LoggerMessage(1203, LogLevel.Warning, "The policy took longer than {Limit} on report {ReportId}, review {ReviewNumber}; the report is left unclassified")]
    public static partial void PolicyTooSlow(ILogger logger, TimeSpan limit, Guid reportId, int reviewNumber);

    [LoggerMessage(1204, LogLevel.Information, "Removed {Count} reports that closed more than {Retention} ago")]
    public static partial void ReportsRemoved(ILogger logger, int count, TimeSpan retention);

    [LoggerMessage(1205, LogLevel.Warning, "Could not remove old reports; trying again in {Interval}")]
    public static partial void ReportsNotRemoved(ILogger logger, Exception exception, TimeSpan interval);

    [LoggerMessage(1250, LogLevel.Information, "{Caller} asks for a review of report {ReportId}")]
    public static partial void ReviewAsked(ILogger logger, Guid reportId, string caller);

    [LoggerMessage(1251, LogLevel.Information, "{Caller} sets the verdict of report {ReportId} to {Severity}")]
    public static partial void VerdictSet(ILogger logger, Guid reportId, Severity severity, string caller);

    [LoggerMessage(1252, LogLevel.Warning, "The answer about report {ReportId} was broken off")]
    public static partial void AnswerBrokenOff(ILogger logger, Exception exception, Guid reportId);
}
