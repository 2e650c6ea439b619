using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace AlertResponder.Database;

/// <summary>Text from outside as PostgreSQL can keep it.</summary>
public static class PostgresText
{
    private const char Replacement = '\uFFFD';

    /// <summary>
    /// The text without NUL, which PostgreSQL's text has not, and without halves of surrogate pairs, which UTF-8 has not: U+FFFD stands for
    /// each.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <returns>The same instance when nothing had to be replaced.</returns>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        if (text.Contains('\0')) text = text.Replace('\0', Replacement);
        return IsWellFormed(text) ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Keeps every text of the model as <see cref="Of"/> returns it; call it in <c>ConfigureConventions</c>.</summary>
    /// <param name="configuration">The context's conventions.</param>
    public static void UsePostgresText(this ModelConfigurationBuilder configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);

        configuration.Properties<string>().HaveConversion<Converter>();
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

    private sealed class Converter() : ValueConverter<string, string>(text => Of(text), text => text);
}
