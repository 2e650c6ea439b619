using AlertResponder.Contracts;
using AlertResponder.Receptor.Formats;
using Microsoft.AspNetCore.Http;

namespace AlertResponder.Receptor.Http;

/// <summary>Checks a request's headers.</summary>
internal static class IntakeRequest
{
    public const string IdempotencyKeyHeader = "Idempotency-Key";

    public static string? IdempotencyKey(HttpRequest request, ValidationErrors errors)
    {
        if (!request.Headers.TryGetValue(IdempotencyKeyHeader, out var values)) return null;
        if (values is [{ Length: > 0 } key] && key.EnumerateRunes().Count() <= ReceptorLimits.MessageIdCharacters) return TextNormalizer.Normalize(key);
        errors.Add(IdempotencyKeyHeader, $"must be one value of 1 to {ReceptorLimits.MessageIdCharacters} characters");
        return null;
    }
}
