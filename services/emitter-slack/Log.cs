using Microsoft.Extensions.Logging;

namespace AlertResponder.Emitter.Slack;

/// <summary>EventIds 1520 to 1529.</summary>
internal static partial class Log
{
    [LoggerMessage(1520, LogLevel.Warning, "The Slack emitter is off: {Missing} not set. No messages will be posted; everything else works.")]
    public static partial void NotConfigured(ILogger logger, string missing);

    [LoggerMessage(
        1521, LogLevel.Error,
        "Slack takes nothing from this app: {Refusal}. Check Slack__Token and that the app is installed. Reports wait in the ledger and nothing is lost.")]
    public static partial void Refused(ILogger logger, string refusal);

    [LoggerMessage(1522, LogLevel.Information, "Slack takes messages again")]
    public static partial void Accepted(ILogger logger);

    [LoggerMessage(
        1523, LogLevel.Error,
        "Report {ReportId}: nobody knows whether {Step} came through, and the history of {Channel} cannot be read ({Reason}), so {Consequence}. "
        + "Give the app the scope channels:history or groups:history, and invite it to the channel.")]
    public static partial void Unread(ILogger logger, Guid reportId, string step, string channel, string reason, string consequence);

    [LoggerMessage(1524, LogLevel.Warning, "Slack cannot be asked whose token it is ({Reason}). It is asked again, with delays of up to 15 minutes")]
    public static partial void Unknown(ILogger logger, string reason);
}
