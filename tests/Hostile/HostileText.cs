using System.Globalization;
using System.Text;

namespace AlertResponder.Hostile.Tests;

/// <summary>Text as somebody chooses it who wants a step to throw.</summary>
internal static class HostileText
{
    // Each was a fault once, here or elsewhere.
    private static readonly string[] Known =
    [
        "", " ", "\0", "a\uFFFE", "\uFFFF", "\uFDD0", "\uD800", "\uDC00\uD800", "\uFEFF", "\u200B", "\u202E", "\u2028", "\u0085", "\r\n", "\u001B[2J",
        "paypa\u04C0.com", "http://paypa\u04C0.com/", "xn--", "xn--a-\uFFFD", "\u3002", "a\uFF0Fb", "http://[/", "http://010.000.000.005/", "::ffff:1.2.3.4%eth0",
        "{{7*7}}", "${jndi:ldap://x/}", "%s%n", "'; DROP TABLE reports; --", "`` ``` |", "@everyone", "<!-- -->", "../../etc/passwd", "\"", "\\", "\\u0000",
        "İ", "ß", "ſ", "K", "\u0301\u0301\u0301", "\U0001F469\u200D\U0001F469\u200D\U0001F467", "\U0010FFFF", "\U000E0041", "NaN", "null", "true", "-0", "1e999",
    ];

    public static string Next(Random random) => random.Next(5) switch
    {
        0 => Known[random.Next(Known.Length)],
        1 => string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => Known[random.Next(Known.Length)])),
        2 => CodePoints(random, random.Next(1, 40)),
        3 => new string((char)random.Next(0x10000), random.Next(1, 6_000)),
        _ => string.Concat(CodePoints(random, 3), "http://", Known[random.Next(Known.Length)], "/", CodePoints(random, 3)),
    };

    /// <summary>Any code points of any plane, halves of surrogate pairs included.</summary>
    private static string CodePoints(Random random, int count)
    {
        var text = new StringBuilder();
        for (var number = 0; number < count; number++)
        {
            var codePoint = random.Next(3) == 0 ? random.Next(0x110000) : random.Next(0x3000);
            if (codePoint is >= 0xD800 and <= 0xDFFF) text.Append((char)codePoint);
            else text.Append(char.ConvertFromUtf32(codePoint));
        }

        return text.ToString();
    }

    /// <summary>The text as a JSON string that keeps what .NET's own writer would repair.</summary>
    public static string ToJson(string text)
    {
        var json = new StringBuilder("\"");
        foreach (var unit in text)
        {
            if (unit is '"' or '\\') json.Append('\\').Append(unit);
            else if (unit < 0x20 || char.IsSurrogate(unit)) json.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
            else json.Append(unit);
        }

        return json.Append('"').ToString();
    }
}
