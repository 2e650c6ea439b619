using Microsoft.Extensions.Logging;

namespace AlertResponder.Emission;

/// <summary>EventIds 1410 to 1499.</summary>
internal static partial class Log
{
    [LoggerMessage(1410, LogLevel.Information, "Report {ReportId}: {Step} done, {Location}")]
    public static partial void StepDone(ILogger logger, Guid reportId, string step, EmitPlace? location);

    [LoggerMessage(1411, LogLevel.Warning, "Report {ReportId}: {Step} failed for now ({Reason}); again at {RetryAt:O}")]
    public static partial void StepPutOff(ILogger logger, Guid reportId, string step, string reason, DateTimeOffset retryAt);

    [LoggerMessage(1412, LogLevel.Warning, "Report {ReportId}: {Step}: outcome unknown ({Reason}); nothing is repeated before that is resolved")]
    public static partial void OutcomeUnknown(ILogger logger, Guid reportId, string step, string reason);

    [LoggerMessage(
        1413, LogLevel.Error,
        "Report {ReportId}: {Step} was refused ({Reason}). It is tried again at {RetryAt:O}, when the report changes, and at the next start")]
    public static partial void StepRefused(ILogger logger, Guid reportId, string step, string reason, DateTimeOffset retryAt);

    [LoggerMessage(1414, LogLevel.Warning, "Report {ReportId}: {Location} is gone ({Reason}). It is not created again")]
    public static partial void Abandoned(ILogger logger, Guid reportId, EmitPlace? location, string reason);

    [LoggerMessage(1415, LogLevel.Warning, "Emitter {Emitter}: the target asks for a pause ({Reason}); nothing is sent before {Until:O}")]
    public static partial void Paused(ILogger logger, string emitter, string reason, DateTimeOffset until);

    [LoggerMessage(1416, LogLevel.Warning, "Report {ReportId}: the lease ran out before {Step} could be recorded; its next holder resolves the outcome")]
    public static partial void LeaseLost(ILogger logger, Guid reportId, string step);

    [LoggerMessage(1417, LogLevel.Error, "Emitter {Emitter}: its database cannot be used; again in {Pause}")]
    public static partial void StoreFailed(ILogger logger, Exception exception, string emitter, TimeSpan pause);

    [LoggerMessage(
        1419, LogLevel.Warning,
        "Report {ReportId}: {Location} is at another target ({Target}) than the one that is set; it is left as it is")]
    public static partial void WrittenElsewhere(ILogger logger, Guid reportId, EmitPlace? location, string target);

    [LoggerMessage(
        1420, LogLevel.Warning,
        "Report {ReportId}: {Step} was refused ({Reason}) and is passed by. It is tried again at {RetryAt:O}, when the report changes, and at the next start")]
    public static partial void PassedBy(ILogger logger, Guid reportId, string step, string reason, DateTimeOffset retryAt);

    [LoggerMessage(1421, LogLevel.Warning, "Report {ReportId}: the reviewer could not be sent where it was written ({Reason}); again at {RetryAt:O}")]
    public static partial void PlaceNotSent(ILogger logger, Guid reportId, string reason, DateTimeOffset retryAt);

    [LoggerMessage(1422, LogLevel.Error, "Report {ReportId}: {Step} of emitter {Emitter} was given up after {Tries} tries ({Reason}). It is not made any more")]
    public static partial void GivenUp(ILogger logger, Guid reportId, string step, string emitter, int tries, string reason);
}
