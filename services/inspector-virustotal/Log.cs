using Microsoft.Extensions.Logging;

namespace AlertResponder.Inspector.VirusTotal;

/// <summary>EventIds 1300 to 1399.</summary>
internal static partial class Log
{
    [LoggerMessage(1300, LogLevel.Warning,
        "VirusTotal__ApiKey is not set: nothing is asked at VirusTotal, and every inspection is answered as skipped")]
    public static partial void KeyIsMissing(ILogger logger);
}
