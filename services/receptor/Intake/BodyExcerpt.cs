using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AlertResponder.Contracts;

namespace AlertResponder.Receptor.Intake;

/// <summary>What an alert keeps of its sender's document.</summary>
internal static class BodyExcerpt
{
    // {"cut":{"length":8388608,"sha256":"<64>","text":""}} and some room.
    private const int Frame = 128;

    // The default encoder writes a quotation mark in six bytes: what was cut to 64 KiB would be twice that.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The element itself, or, over 64 KiB, the <c>cut</c> object that <see cref="Alert.Body"/> documents.</summary>
    public static JsonElement Of(JsonElement element)
    {
        var raw = JsonMarshal.GetRawUtf8Value(element);
        return raw.Length <= ReceptorLimits.BodyBytes ? element.Clone() // the request's document goes back to its pool
            : Cut(raw, Encoding.UTF8.GetString(Prefix(raw)));
    }

    /// <summary>The <c>cut</c> object with no text, for an alert that has no room for more.</summary>
    public static JsonElement WithoutText(JsonElement element) => Cut(JsonMarshal.GetRawUtf8Value(element), "");

    private static JsonElement Cut(ReadOnlySpan<byte> raw, string text)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(raw));
        return JsonSerializer.SerializeToElement(new { cut = new { length = raw.Length, sha256, text } }, Plain);
    }

    private static ReadOnlySpan<byte> Prefix(ReadOnlySpan<byte> raw)
    {
        var end = 0;
        for (var written = Frame; end < raw.Length; end++)
        {
            written += raw[end] is (byte)'"' or (byte)'\\' or < 0x20 ? 2 : 1; // as a JSON string it is escaped once more
            if (written > ReceptorLimits.BodyBytes) break;
        }

        while (end > 0 && end < raw.Length && (raw[end] & 0xC0) == 0x80) end--; // not in the middle of a character
        return raw[..end];
    }
}
