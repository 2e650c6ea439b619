using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AlertResponder.Contracts;

/// <summary>
/// Text from outside as every part of the system can carry it. It stands with the contracts, though it is logic, because text comes in at every
/// service: by HTTP, from a queue, from an inspector, a policy or an outside API.
/// </summary>
public static class TextNormalizer
{
    /// <summary>What stands for whatever is no text.</summary>
    public const char Replacement = '\uFFFD';

    // Where one of these is, a closer look is needed: surrogates, NUL, and the noncharacters of the first plane.
    private static readonly SearchValues<char> Suspects = SearchValues.Create(
        [.. Enumerable.Range(0xD800, 0x800).Concat(Enumerable.Range(0xFDD0, 0x20)).Append(0).Append(0xFFFE).Append(0xFFFF).Select(unit => (char)unit)]);

    /// <summary>
    /// Replaces by U+FFFD what is no text: NUL, which PostgreSQL's text cannot hold; halves of surrogate pairs, which UTF-8 cannot hold; and
    /// Unicode's 66 noncharacters (https://www.unicode.org/versions/latest/core-spec/chapter-23/, 23.7), which string functions may refuse.
    /// Everything else stays as it is. Never throws for any text.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <returns>The same instance when nothing had to be replaced. Normalizing it again gives the same.</returns>
    public static string Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        var at = text.AsSpan().IndexOfAny(Suspects);
        if (at < 0) return text;

        var normal = new StringBuilder(text.Length).Append(text, 0, at);
        var changed = false;
        for (var rest = text.AsSpan(at); !rest.IsEmpty;)
        {
            var isScalar = Rune.DecodeFromUtf16(rest, out var rune, out var length) == OperationStatus.Done;
            if (isScalar && IsText(rune.Value)) normal.Append(rest[..length]);
            else
            {
                normal.Append(Replacement);
                changed = true;
            }

            rest = rest[length..];
        }

        return changed ? normal.ToString() : text;
    }

    /// <summary>Whether a code point stays as it is when a text is normalized.</summary>
    /// <param name="codePoint">The code point, 0 to 0x10FFFF.</param>
    /// <returns>False for NUL, halves of surrogate pairs and noncharacters.</returns>
    public static bool IsText(int codePoint) =>
        codePoint is not (0 or (>= 0xD800 and <= 0xDFFF) or (>= 0xFDD0 and <= 0xFDEF)) && (codePoint & 0xFFFE) != 0xFFFE;

    /// <summary>Cuts a text that is too long, and notes at its end how long the whole was and its SHA-256.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxBytes">How many bytes of UTF-8 the result has at most; at least 128.</param>
    /// <param name="maxCharacters">How many UTF-16 units the result has at most; at least 128.</param>
    /// <returns>The same instance when it is short enough.</returns>
    public static string Cut(string text, int maxBytes, int maxCharacters = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(text);

        if (text.Length <= maxCharacters && Encoding.UTF8.GetByteCount(text) <= maxBytes) return text;

        var whole = Encoding.UTF8.GetBytes(text);
        var hash = Convert.ToHexStringLower(SHA256.HashData(whole));
        var note = string.Create(CultureInfo.InvariantCulture, $" [cut: {whole.Length} bytes, sha256 {hash}]");
        var kept = new StringBuilder();
        var bytes = note.Length;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > maxBytes || kept.Length + rune.Utf16SequenceLength + note.Length > maxCharacters) break;
            kept.Append(rune);
        }

        return kept.Append(note).ToString();
    }

    /// <summary>Shortens a text for people: what is too long ends with an ellipsis. No character is cut in half.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxCharacters">How many UTF-16 units stay at most, the ellipsis not counted; at least 1.</param>
    /// <returns>The same instance when it is short enough.</returns>
    public static string Shorten(string text, int maxCharacters)
    {
        ArgumentNullException.ThrowIfNull(text);

        if (text.Length <= maxCharacters) return text;
        var end = char.IsHighSurrogate(text[maxCharacters - 1]) ? maxCharacters - 1 : maxCharacters;
        return string.Concat(text.AsSpan(0, end), "…");
    }
}
