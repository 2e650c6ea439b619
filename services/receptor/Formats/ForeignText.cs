using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AlertResponder.Receptor.Formats;

/// <summary>Text of another product's format: what is too long is cut, never refused.</summary>
internal static class ForeignText
{
    /// <summary>Cuts at 4 KiB, or at the field's own limit, and notes at the end how long the whole was and its SHA-256.</summary>
    public static string Cut(string text, int characters = ReceptorLimits.ForeignBytes)
    {
        if (text.Length <= characters && Encoding.UTF8.GetByteCount(text) <= ReceptorLimits.ForeignBytes) return text;

        var whole = Encoding.UTF8.GetBytes(text);
        var hash = Convert.ToHexStringLower(SHA256.HashData(whole));
        var note = string.Create(CultureInfo.InvariantCulture, $" [cut: {whole.Length} bytes, sha256 {hash}]");
        var kept = new StringBuilder();
        var bytes = note.Length;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > ReceptorLimits.ForeignBytes || kept.Length + rune.Utf16SequenceLength + note.Length > characters) break;
            kept.Append(rune);
        }

        return kept.Append(note).ToString();
    }
}
