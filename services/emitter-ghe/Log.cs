using Microsoft.Extensions.Logging;

namespace AlertResponder.Emitter.GitHub;

internal static partial class Log
{
    [LoggerMessage(1400, LogLevel.Warning, "The GitHub emitter is off: {Missing} not set. No issues will be written; everything else works.")]
    public static partial void NotConfigured(ILogger logger, string missing);

    [LoggerMessage(1401, LogLevel.Information, "Issues go to {Repository} at {BaseUrl}")]
    public static partial void Started(ILogger logger, string repository, Uri baseUrl);

    [LoggerMessage(1402, LogLevel.Error, "Nothing is written to {Repository}: {Refusal}. Reports wait in the ledger and nothing is lost.")]
    public static partial void RepositoryRefused(ILogger logger, string repository, string refusal);

    [LoggerMessage(1403, LogLevel.Information, "{Repository} may be written again")]
    public static partial void RepositoryAccepted(ILogger logger, string repository);

    [LoggerMessage(1404, LogLevel.Warning, "GitHub cannot be asked for {Repository} ({Reason}); again at {RetryAt:O}")]
    public static partial void RepositoryUnknown(ILogger logger, string repository, string reason, DateTimeOffset retryAt);

    [LoggerMessage(1410, LogLevel.Information, "Report {ReportId}: {Step} done, issue {IssueNumber}")]
    public static partial void StepDone(ILogger logger, Guid reportId, string step, int? issueNumber);

    [LoggerMessage(1411, LogLevel.Warning, "Report {ReportId}: {Step} failed for now ({Reason}); again at {RetryAt:O}")]
    public static partial void StepPutOff(ILogger logger, Guid reportId, string step, string reason, DateTimeOffset retryAt);

    [LoggerMessage(1412, LogLevel.Warning, "Report {ReportId}: the end of {Step} is unknown ({Reason}); it is looked for before anything is repeated")]
    public static partial void StepUnknown(ILogger logger, Guid reportId, string step, string reason);

    [LoggerMessage(
        1413, LogLevel.Error,
        "Report {ReportId}: {Step} is refused ({Reason}). It is tried again at {RetryAt:O} and with the report's next news; see docs/emitter-ghe.md")]
    public static partial void StepRefused(ILogger logger, Guid reportId, string step, string reason, DateTimeOffset retryAt);

    [LoggerMessage(1414, LogLevel.Warning, "Report {ReportId}: issue {IssueNumber} is gone ({Reason}). It is not created again")]
    public static partial void IssueGone(ILogger logger, Guid reportId, int? issueNumber, string reason);

    [LoggerMessage(1415, LogLevel.Warning, "GitHub asks for a pause ({Reason}); nothing is sent before {Until:O}")]
    public static partial void Paused(ILogger logger, string reason, DateTimeOffset until);

    [LoggerMessage(1416, LogLevel.Warning, "Report {ReportId}: the lease ran out before {Step} could be recorded; its next holder looks for the outcome")]
    public static partial void LeaseLost(ILogger logger, Guid reportId, string step);

    [LoggerMessage(1417, LogLevel.Error, "The emitter's database cannot be used; again in {Pause}")]
    public static partial void StoreFailed(ILogger logger, Exception exception, TimeSpan pause);

    [LoggerMessage(1418, LogLevel.Information, "Report {ReportId}: a person opened or closed issue {IssueNumber}; it stays so")]
    public static partial void LeftToPerson(ILogger logger, Guid reportId, int? issueNumber);

    [LoggerMessage(
        1419, LogLevel.Warning,
        "Report {ReportId}: its issue {IssueNumber} is in another repository ({Place}) than the one that is set; it is left as it is")]
    public static partial void IssueElsewhere(ILogger logger, Guid reportId, int? issueNumber, string place);
}
