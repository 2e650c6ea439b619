using System.Text.Json;

namespace AlertResponder.Receptor.Formats;

/// <summary>Times as RFC 3339 has them: never without an offset, which a reader would take for its own time zone.</summary>
internal static class Rfc3339
{
    public static bool TryRead(JsonElement element, out DateTimeOffset time)
    {
        time = default;
        if (element.ValueKind != JsonValueKind.String) return false;
        var text = element.GetString()!;
        if (text.Length < 20 || !(text[^1] == 'Z' || (text[^6] is '+' or '-' && text[^3] == ':'))) return false;
        if (!element.TryGetDateTimeOffset(out var local)) return false;
        time = local.ToUniversalTime();
        return true;
    }
}
