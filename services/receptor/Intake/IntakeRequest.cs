using AlertResponder.Receptor.Formats;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace AlertResponder.Receptor.Intake;

/// <summary>What is looked at in a request before its JSON.</summary>
internal static class IntakeRequest
{
    public const string IdempotencyKeyHeader = "Idempotency-Key";

    private const int FirstBuffer = 16 * 1024;

    public static bool HasJson(HttpRequest request) =>
        (request.HasJsonContentType() || IsAsCurlSendsIt(request))
        && MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        && request.Headers.ContentEncoding.Count == 0;

    // `curl -d @alert.json` says that it sends a form. What the body is, its parsing tells; where a page could make a browser send one, the
    // request was refused before it came here.
    private static bool IsAsCurlSendsIt(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);

    public static string? IdempotencyKey(HttpRequest request, Faults faults)
    {
        if (!request.Headers.TryGetValue(IdempotencyKeyHeader, out var values)) return null;
        if (values is [{ Length: > 0 and <= ReceptorLimits.MessageIdCharacters } key]) return key;
        faults.Add(IdempotencyKeyHeader, $"must be one value of 1 to {ReceptorLimits.MessageIdCharacters} characters");
        return null;
    }

    /// <summary>Reads the whole body; the endpoint's size limit ends a longer one with a <see cref="BadHttpRequestException"/>.</summary>
    public static async Task<Memory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // The announced length is a promise of the sender's, not yet a reason to set that much memory aside.
        using var buffer = new MemoryStream((int)Math.Min(request.ContentLength ?? FirstBuffer, FirstBuffer));
        await request.Body.CopyToAsync(buffer, cancellationToken);
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }
}
