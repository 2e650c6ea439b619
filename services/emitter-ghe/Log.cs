using Microsoft.Extensions.Logging;

namespace AlertResponder.Emitter.GitHub;

/// <summary>EventIds 1400 to 1409.</summary>
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

    [LoggerMessage(1404, LogLevel.Warning, "GitHub cannot be asked for {Repository} ({Reason}). It is asked again, with delays of up to 15 minutes")]
    public static partial void RepositoryUnknown(ILogger logger, string repository, string reason);

    [LoggerMessage(1405, LogLevel.Information, "Report {ReportId}: a person opened or closed issue {IssueNumber}; it stays so")]
    public static partial void LeftToPerson(ILogger logger, Guid reportId, int? issueNumber);
}
