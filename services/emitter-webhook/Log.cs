using Microsoft.Extensions.Logging;

namespace AlertResponder.Emitter.Webhook;

/// <summary>EventIds 1500 to 1509. An address is never logged, for it may hold a secret.</summary>
internal static partial class Log
{
    [LoggerMessage(1500, LogLevel.Information, "No webhooks are sent: no Webhook__Targets__NAME__Url is set; everything else works")]
    public static partial void NotConfigured(ILogger logger);

    [LoggerMessage(1501, LogLevel.Information, "Webhooks go to {Target} at {Host}: {Events}")]
    public static partial void Started(ILogger logger, string target, string host, string events);

    [LoggerMessage(
        1502, LogLevel.Error,
        "Webhook {Target} is switched off: it answered 410 (gone). Its events wait in the ledger. Set Webhook__Targets__{Target}__Url to another address to send them, or remove the target")]
    public static partial void SwitchedOff(ILogger logger, string target);
}
