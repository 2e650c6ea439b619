using AlertResponder.Receptor.Formats;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace AlertResponder.Receptor.Http;

/// <summary>Checks a request's headers, and reads its body.</summary>
internal static class IntakeRequest
{
    public const string IdempotencyKeyHeader = "Idempotency-Key";

    private const int FirstBuffer = 16 * 1024;

    public static bool HasJson(HttpRequest request) =>
        (request.HasJsonContentType() || IsAsCurlSendsIt(request))
        && MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        && request.Headers.ContentEncoding.Count == 0;

    // `curl -d @alert.json` says that it sends a form; parsing decides whether the body is JSON. A form that a web page made a browser send
    // was refused before it came here.
    private static bool IsAsCurlSendsIt(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);

    public static string? IdempotencyKey(HttpRequest request, ValidationErrors errors)
    {
        if (!request.Headers.TryGetValue(IdempotencyKeyHeader, out var values)) return null;
        if (values is [{ Length: > 0 and <= ReceptorLimits.MessageIdCharacters } key]) return key;
        errors.Add(IdempotencyKeyHeader, $"must be one value of 1 to {ReceptorLimits.MessageIdCharacters} characters");
        return null;
    }

    /// <summary>Reads the whole body; the endpoint's size limit ends a longer one with a <see cref="BadHttpRequestException"/>.</summary>
    public static async Task<Memory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // The sender announces the length; that is no reason to set that much memory aside yet.
        using var buffer = new MemoryStream((int)Math.Min(request.ContentLength ?? FirstBuffer, FirstBuffer));
        await request.Body.CopyToAsync(buffer, cancellationToken);
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }
}
