using System.Globalization;
using AlertResponder.Receptor.Formats;
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

    public static IResult NotReadable(int status) => status == StatusCodes.Status413PayloadTooLarge
        ? Problem(status, "Too large", $"A request may have at most {ReceptorLimits.RequestBytes} bytes. Send fewer alerts at a time.")
        : Problem(status, "Incomplete request", "The request's body could not be read to its end.");

    public static IResult NotPublished(HttpContext context)
    {
        context.Response.Headers.RetryAfter = ReceptorLimits.RetryAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return Problem(
            StatusCodes.Status503ServiceUnavailable,
            "Alerts cannot be stored at the moment",
            "It is not known which alerts of this request were accepted: none, some or all of them. Send it again, with the same "
            + $"{IntakeRequest.IdempotencyKeyHeader} if it had one: what was accepted counts once then.");
    }

    private static IResult Problem(int status, string title, string detail) => Results.Problem(detail, statusCode: status, title: title);
}
