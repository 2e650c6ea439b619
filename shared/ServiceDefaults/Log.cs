using System.Net;
using Microsoft.Extensions.Logging;

namespace AlertResponder.ServiceDefaults;

internal static partial class Log
{
    [LoggerMessage(1600, LogLevel.Warning, "Refused a request from {Address}: it has a key that is not known here")]
    public static partial void KeyRefused(ILogger logger, IPAddress? address);

    [LoggerMessage(1601, LogLevel.Warning, "Access__AllowAnonymous is true: whoever reaches this service may use it, without a key")]
    public static partial void AnonymousAllowed(ILogger logger);
}
