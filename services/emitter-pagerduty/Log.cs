using Microsoft.Extensions.Logging;

namespace AlertResponder.Emitter.PagerDuty;

/// <summary>EventIds 1510 to 1519.</summary>
internal static partial class Log
{
    [LoggerMessage(1510, LogLevel.Information, "The PagerDuty emitter is off: PagerDuty__RoutingKey not set. Nobody will be called; everything else works.")]
    public static partial void NotConfigured(ILogger logger);

    [LoggerMessage(
        1511, LogLevel.Error,
        "No alarm is taken by {BaseUrl}: {Refusal}. Check PagerDuty__RoutingKey and PagerDuty__BaseUrl. Alarms wait in the ledger and are tried again.")]
    public static partial void Refused(ILogger logger, string baseUrl, string refusal);
}
