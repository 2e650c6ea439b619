using System.Security.Cryptography;
using System.Text;
using AlertResponder.Database;

namespace AlertResponder.Reviewer.Storage;

/// <summary>Text from outside that is looked up by an index. What is looked for goes the same way as what is stored.</summary>
internal static class IndexKey
{
    /// <summary>
    /// An entry of a PostgreSQL index has at most 2,704 bytes (https://www.postgresql.org/docs/current/btree.html), a character up to three.
    /// </summary>
    private const int MaxLength = 512;
    private const int HashLength = 64;

    /// <summary>The text as the database can keep it; a long one is cut, and its SHA-256 stands for the rest.</summary>
    public static string Of(string text)
    {
        text = PostgresText.Of(text);
        if (text.Length <= MaxLength) return text;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return $"{PostgresText.Of(text[..(MaxLength - HashLength)])}{hash}";
    }
}
