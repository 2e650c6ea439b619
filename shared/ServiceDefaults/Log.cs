using System.Net;
using Microsoft.Extensions.Logging;

namespace AlertResponder.ServiceDefaults;

/// <summary>EventIds 1600 to 1699.</summary>
internal static partial class Log
{
    [LoggerMessage(1600, LogLevel.Warning, "Refused a request from {Address}: its key is unknown")]
    public static partial void KeyRefused(ILogger logger, IPAddress? address);

    [LoggerMessage(1601, LogLevel.Warning, "Access__AllowAnonymous is true: anyone who can reach this service may use it without a key")]
    public static partial void AnonymousAllowed(ILogger logger);
}
