using System.Security.Cryptography;
using System.Text;

namespace AlertResponder.Reviewer.Storage;

/// <summary>Text from outside as the databases can keep it. What is looked up goes the same way as what is stored.</summary>
internal static class StoredText
{
    private const char Replacement = '\uFFFD';

    /// <summary>
    /// An entry of a PostgreSQL index has at most 2,704 bytes (https://www.postgresql.org/docs/current/btree.html), a character up to three.
    /// </summary>
    private const int LongestKey = 512;
    private const int HashLength = 64;

    /// <summary>Without NUL, which PostgreSQL's text has not, and without halves of surrogate pairs, which UTF-8 has not.</summary>
    public static string Of(string text)
    {
        if (text.Contains('\0')) text = text.Replace('\0', Replacement);
        return IsWellFormed(text) ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>The same for a text that is looked up by an index: a long one is cut, and its SHA-256 stands for the rest.</summary>
    public static string Key(string text)
    {
        text = Of(text);
        if (text.Length <= LongestKey) return text;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return $"{Of(text[..(LongestKey - HashLength)])}{hash}";
    }

    private static bool IsWellFormed(string text)
    {
        var rest = text.AsSpan();
        while (rest.IndexOfAnyInRange('\uD800', '\uDFFF') is var at and >= 0)
        {
            if (at + 1 >= rest.Length || !char.IsSurrogatePair(rest[at], rest[at + 1])) return false;
            rest = rest[(at + 2)..];
        }

        return true;
    }
}
