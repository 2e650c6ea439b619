using System.Globalization;
using AlertResponder.Receptor.Formats;
using Microsoft.AspNetCore.Http;

namespace AlertResponder.Receptor.Intake;

/// <summary>Every answer but 202, as RFC 9457 has them.</summary>
internal static class IntakeProblems
{
    private const string RefusedTitle = "The alert was refused";

    public static IResult Refused(Faults faults) => Results.Problem(Of(faults));

    /// <summary>What is wrong with a document of which nothing, or not everything, can be taken.</summary>
    public static HttpValidationProblemDetails Of(AlertReading reading) => reading.WholeFaults.Any
        ? Of(reading.WholeFaults)
        : Of(reading.Refused
            .SelectMany(one => one.Faults.ToErrors(reading.IsArray ? string.Create(CultureInfo.InvariantCulture, $"[{one.Index}]") : ""))
            .Take(ReceptorLimits.FaultsPerRequest)
            .ToDictionary(StringComparer.Ordinal));

    public static HttpValidationProblemDetails Of(Faults faults) => Of(faults.ToErrors());

    public static IResult UnknownFormat() => Results.Problem(
        $"The forms are: {AlertFormats.Names}. Without one in the path, the alert's fields tell.",
        statusCode: StatusCodes.Status404NotFound,
        title: "No such form");

    public static IResult NotJson() => Results.Problem(
        "Send it with Content-Type: application/json, in UTF-8 and without Content-Encoding.",
        statusCode: StatusCodes.Status415UnsupportedMediaType,
        title: "Not JSON");

    public static IResult NotReadable(int status) => status == StatusCodes.Status413PayloadTooLarge
        ? Results.Problem(
            $"A request has at most {ReceptorLimits.RequestBytes} bytes. Send fewer alerts at a time.", statusCode: status, title: "Too large")
        : Results.Problem("The request's body could not be read to its end.", statusCode: status, title: "Broken request");

    public static IResult NotPublished(HttpContext context)
    {
        context.Response.Headers.RetryAfter = ReceptorLimits.RetryAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return Results.Problem(
            $"Nothing of this request was accepted. Send it again, best with the same {IntakeRequest.IdempotencyKeyHeader}.",
            statusCode: StatusCodes.Status503ServiceUnavailable,
            title: "Alerts cannot be stored at the moment");
    }

    private static HttpValidationProblemDetails Of(Dictionary<string, string[]> errors) =>
        new(errors) { Status = StatusCodes.Status400BadRequest, Title = RefusedTitle, Type = "https://tools.ietf.org/html/rfc9110#section-15.5.1" };
}
