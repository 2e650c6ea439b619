using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace AlertResponder.ServiceDefaults.Outbound;

/// <summary>Looks at a body before anything reads it: without recursion, and without making objects of it.</summary>
internal static class JsonScan
{
    /// <summary>Whether the content type is JSON, or built on it, such as <c>application/problem+json</c>. As it was sent: parameters that no parser knows do not matter.</summary>
    public static bool IsJson(HttpContentHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues("Content-Type", out var values)) return false;
        var type = values.ToString().AsSpan();
        if (type.IndexOf(';') is >= 0 and var end) type = type[..end];
        type = type.Trim();
        return type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.Equals("text/json", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>How deep a body is nested (more than <paramref name="maxDepth"/> as soon as it is known to be) and how many values it has; null when it is no JSON.</summary>
    public static (int Depth, int Values)? Measure(ReadOnlySpan<byte> body, int maxDepth)
    {
        if (body.StartsWith(Encoding.UTF8.Preamble)) body = body[Encoding.UTF8.Preamble.Length..];
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = maxDepth + 1 });
        var (deepest, values) = (0, 0);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.EndArray or JsonTokenType.EndObject) continue;
                values++;
                if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject)) continue;
                deepest = Math.Max(deepest, reader.CurrentDepth + 1);
                if (deepest > maxDepth) break;
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return (deepest, values);
    }
}
