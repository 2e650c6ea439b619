using System.Globalization;
using AlertResponder.ServiceDefaults.Outbound;

namespace AlertResponder.Emission;

/// <summary>How a call to the target failed: what may be done next follows from it.</summary>
public enum EmitFailure
{
    /// <summary>It never reached the target: it may be repeated.</summary>
    NotDone,

    /// <summary>It may or may not have been done.</summary>
    Unknown,

    /// <summary>Refused for what it is, or for who asks: it was not done, and only a change, of the report or at the target, can help.</summary>
    Refused,

    /// <summary>Refused for the number of calls: it was not done, and nothing may be sent for a while.</summary>
    RateLimited,

    /// <summary>What it is about is gone for good: the report is not written any more.</summary>
    Gone,
}

/// <summary>A call to the target failed. Whatever else a call throws is read as <see cref="From"/> says.</summary>
/// <param name="kind">How.</param>
/// <param name="reason">For logs and the ledger: no secret, and no foreign text beyond the target's own message.</param>
/// <param name="inner">The cause.</param>
public sealed class EmitException(EmitFailure kind, string reason, Exception? inner = null) : Exception(reason, inner)
{
    /// <summary>How it failed.</summary>
    public EmitFailure Kind { get; } = kind;

    /// <summary>The HTTP status, where there was an answer.</summary>
    public int? Status { get; init; }

    /// <summary>
    /// How long nothing may be sent to the target; it is obeyed for an hour at most. With null, or zero, the pauses of
    /// <see cref="EmitFailure.RateLimited"/> grow from a minute; where the call is not done, or unknown, there is one unless it is null.
    /// </summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Reads what became of a call from what an HTTP client has thrown: not done when there was no connection, else unknown.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <returns>The failure.</returns>
    public static EmitException From(Exception exception) => exception switch
    {
        EmitException known => known,
        HttpRequestException
        {
            HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
        } http => new EmitException(EmitFailure.NotDone, Reason(http, "no connection"), http),
        HttpRequestException http => new EmitException(EmitFailure.Unknown, Reason(http, "connection lost"), http),
        OperationCanceledException or TimeoutException => new EmitException(EmitFailure.Unknown, "no answer in time", exception),
        // An answer that cannot be read comes here as well: the call has been sent, so its outcome is unknown.
        _ => new EmitException(
            EmitFailure.Unknown, string.Create(CultureInfo.InvariantCulture, $"unreadable answer ({exception?.GetType().Name})"), exception),
    };

    // The guard's text is one for people; the framework's may name what was asked.
    private static string Reason(HttpRequestException http, string what) => http is OutboundHttpException ? http.Message : $"{what} ({http.HttpRequestError})";
}
