using Microsoft.Extensions.Logging;

namespace AlertResponder.Inspector.VirusTotal;

/// <summary>EventIds 1300 to 1399.</summary>
internal static partial class Log
{
    [LoggerMessage(1300, LogLevel.Warning,
        "VirusTotal__ApiKey is not set: VirusTotal is not asked, and every inspection is answered as skipped")]
    public static partial void KeyIsMissing(ILogger logger);
}
