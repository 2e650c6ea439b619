using Microsoft.AspNetCore.Http;

namespace AlertResponder.ServiceDefaults.Access;

internal static class ProblemExtensions
{
    /// <summary>Answers with a problem (RFC 9457), as an endpoint does that returns one, where there is no endpoint to return it.</summary>
    public static Task WriteProblemAsync(this HttpContext context, int status, string title, string detail) =>
        TypedResults.Problem(detail, statusCode: status, title: title).ExecuteAsync(context);
}
