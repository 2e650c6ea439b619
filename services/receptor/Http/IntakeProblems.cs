using AlertResponder.Receptor.Formats;
using AlertResponder.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http;

namespace AlertResponder.Receptor.Http;

/// <summary>The answers to a request that is not taken, as problem details (RFC 9457); <see cref="ValidationErrors"/> describes what is wrong with its alerts.</summary>
internal static class IntakeProblems
{
    public static IResult UnknownFormat() => Problem(
        StatusCodes.Status404NotFound,
        "No such format",
        $"The formats are: {AlertFormats.Names}. Without one in the path, the format is recognized by the alert's fields.");

    public static IResult NotJson() => Problem(
        StatusCodes.Status415UnsupportedMediaType,
        "Not JSON",
        "Send it with Content-Type: application/json, in UTF-8 and without Content-Encoding.");

    public static IResult TooSlow(HttpContext context)
    {
        AskToComeAgain(context);
        return Problem(
            StatusCodes.Status408RequestTimeout,
            "Too slow",
            $"A request has to arrive within {JsonRequest.ReceiveTimeout.TotalSeconds} s. Send fewer alerts at a time.");
    }

    public static IResult NoRoom(HttpContext context)
    {
        AskToComeAgain(context);
        return Problem(
            StatusCodes.Status503ServiceUnavailable,
            "Too much at a time",
            "Other requests take all the memory that there is for alerts. Nothing of this one was accepted: send it again after the time in Retry-After.");
    }

    public static IResult TooLarge() => Problem(
        StatusCodes.Status413PayloadTooLarge,
        "Too large",
        $"A request may have at most {ReceptorLimits.RequestBytes} bytes. Send fewer alerts at a time.");

    public static IResult Incomplete() => Problem(StatusCodes.Status400BadRequest, "Incomplete request", "The request's body could not be read to its end.");

    public static IResult NotPublished(HttpContext context)
    {
        AskToComeAgain(context);
        return Problem(
            StatusCodes.Status503ServiceUnavailable,
            "Alerts cannot be stored at the moment",
            "It is not known which alerts of this request were accepted: none, some or all of them. Send it again, with the same "
            + $"{IntakeRequest.IdempotencyKeyHeader} if it had one: what was accepted counts once then.");
    }

    private static void AskToComeAgain(HttpContext context) =>
        context.Response.SetRetryAfter(ReceptorLimits.RetryAfter);

    private static IResult Problem(int status, string title, string detail) => Results.Problem(detail, statusCode: status, title: title);
}
