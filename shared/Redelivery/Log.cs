using Microsoft.Extensions.Logging;

namespace AlertResponder.Redelivery;

/// <summary>EventIds 1900 to 1909.</summary>
internal static partial class Log
{
    [LoggerMessage(1900, LogLevel.Warning, "Message {MessageId} failed at {Endpoint} (try {Attempt} of {Attempts}), and is delivered again in {Delay}")]
    public static partial void PutBack(ILogger logger, Exception exception, Guid? messageId, string endpoint, int attempt, int attempts, TimeSpan delay);
}
