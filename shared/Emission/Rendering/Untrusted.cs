using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace AlertResponder.Emission.Rendering;

/// <summary>
/// Text from an alert, an inspector or a policy. An attacker may have written any of it, so it has only these renderings, and none of
/// them can become a link, an image, HTML, a mention or a reference, on the page or in the notification mail.
/// </summary>
/// <param name="Text">The text as it came.</param>
public readonly partial record struct Untrusted(string? Text)
{
    /// <summary>The most characters of inline code; what is cut off is counted.</summary>
    public const int MaxInline = 1_024;

    /// <summary>The most characters in a cell.</summary>
    public const int MaxCell = 256;

    /// <summary>The most characters in a block.</summary>
    public const int MaxBlock = 8_192;

    /// <summary>The most characters of a title: https://docs.github.com/rest/issues/issues#create-an-issue.</summary>
    public const int MaxTitle = 256;

    /// <summary>Whether there is nothing to show.</summary>
    public bool IsEmpty => string.IsNullOrWhiteSpace(Text);

    /// <summary>Inline code in running text.</summary>
    /// <returns>The Markdown.</returns>
    public string Inline() => Code(Defang(Escape(Text, MaxInline, keepLines: false)));

    /// <summary>Inline code in a table's cell.</summary>
    /// <returns>The Markdown.</returns>
    public string Cell() => Code(Pipes(Defang(Escape(Text, MaxCell, keepLines: false))));

    /// <summary>
    /// Code within a line of Slack's mrkdwn, escaped as https://docs.slack.dev/messaging/formatting-message-text asks. It is to stand in a text with
    /// <c>verbatim</c>, where Slack makes no links of its own.
    /// </summary>
    /// <param name="max">The most characters, counted as they are sent; at least 12.</param>
    /// <returns>The mrkdwn.</returns>
    public string Mrkdwn(int max = MaxCell)
    {
        var shown = new StringBuilder("`");
        // No backtick can be escaped in there, and with a space at an end it would not be code.
        foreach (var rune in Defang(Escape(Text, MaxInline, keepLines: false).Replace('`', '\'')).Trim().EnumerateRunes())
        {
            var piece = rune.Value switch { '&' => "&amp;", '<' => "&lt;", '>' => "&gt;", _ => rune.ToString() };
            if (shown.Length + piece.Length + 2 > max)
            {
                shown.Append('…');
                break;
            }

            shown.Append(piece);
        }

        return shown.Length == 1 ? "`(empty)`" : shown.Append('`').ToString();
    }

    /// <summary>A fenced block, with a line of its own before and after.</summary>
    /// <param name="language">What it is coloured as; our own word, never a foreign one.</param>
    /// <returns>The Markdown.</returns>
    public string Block(string language = "text")
    {
        var text = Defang(Escape(Text, MaxBlock, keepLines: true));
        var fence = new string('`', Math.Max(3, LongestRun(text) + 1));
        return $"{fence}{language}\n{text}\n{fence}\n";
    }

    /// <summary>
    /// An issue's title: one line of plain text. GitHub renders no Markdown there, yet mails, chats and cross-references show it
    /// in places that might; the look-alikes read the same and mean nothing.
    /// </summary>
    /// <param name="max">The most characters.</param>
    /// <returns>The title; empty when nothing of it can be seen.</returns>
    public string Title(int max = MaxTitle)
    {
        var line = Escape(Text, MaxInline, keepLines: false, control: " ");
        var plain = new StringBuilder(line.Length);
        foreach (var character in line)
            plain.Append(character switch
            {
                '`' => '\'',
                '@' => '\uFF20', // full-width @ and #
                '#' => '\uFF03',
                '<' => '\u2039', // single angle quotation marks
                '>' => '\u203A',
                '[' => '(',
                ']' => ')',
                '&' => '\uFF06', // full-width: no entity
                '$' => '\uFF04', // no mathematics
                '\\' => '\u2216',
                _ => character,
            });
        // Defanged last: the only brackets are then our own, and none of them may stand before a parenthesis and make a link with it.
        var title = Defang(Spaces().Replace(plain.ToString(), " ")).Replace("](", "] (", StringComparison.Ordinal);
        title = Reference().Replace(title, "$1\u2011").Trim(); // GH-1, with a hyphen that does not break
        if (title.Length <= max) return title;
        var cut = max - 1;
        if (char.IsHighSurrogate(title[cut - 1])) cut--;
        return title[..cut].TrimEnd() + "…";
    }

    private static string Code(string text)
    {
        if (text.Length == 0) return "`(empty)`";
        var fence = new string('`', LongestRun(text) + 1);
        // A space at both ends is taken away again by the parser; it keeps backticks and spaces at the ends apart from the fence.
        var pad = text[0] is '`' or ' ' || text[^1] is '`' or ' ' ? " " : "";
        return string.Concat(fence, pad, text, pad, fence);
    }

    /// <summary>
    /// A pipe would end the cell, even inside code. After a backslash parsers disagree on what an escaped pipe is, so there it is shown
    /// by its number.
    /// </summary>
    private static string Pipes(string text)
    {
        if (!text.Contains('|', StringComparison.Ordinal)) return text;
        var escaped = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '|') escaped.Append(text[i]);
            else escaped.Append(i > 0 && text[i - 1] == '\\' ? "u007C" : "\\|");
        }

        return escaped.ToString();
    }

    /// <summary>Shows by its number what cannot be seen or turns the reading direction, and cuts what is too long.</summary>
    private static string Escape(string? foreign, int max, bool keepLines, string? control = null)
    {
        var text = foreign ?? "";
        var (shown, hasBase) = (new StringBuilder(Math.Min(text.Length, max) + 16), false);
        if (keepLines) text = text.ReplaceLineEndings("\n").TrimEnd('\n');
        for (var i = 0; i < text.Length; i++)
        {
            if (shown.Length >= max)
            {
                shown.Append(CultureInfo.InvariantCulture, $"… ({text.Length - i} more)");
                break;
            }

            if (!Rune.TryGetRuneAt(text, i, out var rune))
            {
                hasBase = false;
                shown.Append(control ?? Number(text[i])); // half of a pair
                continue;
            }

            if (rune.Utf16SequenceLength == 2) i++;
            var isStyle = hasBase && rune.Value is (0xFE0E or 0xFE0F); // as text, or in colours: one may follow a symbol
            hasBase = !isStyle && rune.Value != ' ' && IsVisible(rune);
            if (keepLines && rune.Value is '\n' or '\t' || isStyle || rune.Value == ' ' || hasBase) shown.Append(rune.ToString());
            else shown.Append(control ?? Number(rune.Value));
        }

        return shown.ToString();
    }

    private static bool IsVisible(Rune rune) => rune.Value == ' ' || (!IsBlank(rune.Value) && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator));

    /// <summary>
    /// Letters, marks and symbols by their category that show nothing: fillers, the blank of Braille, and variation selectors, of which long ones
    /// hide text after any character. https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point
    /// </summary>
    private static bool IsBlank(int value) => value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2800
        or 0x3164 or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0 or (>= 0xE0100 and <= 0xE01EF);

    private static string Number(int value) => string.Create(CultureInfo.InvariantCulture, $"\\u{value:X4}");

    private static string Defang(string text)
    {
        text = Scheme().Replace(text, match =>
        {
            var scheme = match.Groups[1].Value;
            return scheme.StartsWith("http", StringComparison.OrdinalIgnoreCase) ? $"hxxp{scheme[4..]}[:]//" : $"{scheme}[:]//";
        });
        text = Name().Replace(text, match => match.Value.Replace(".", "[.]", StringComparison.Ordinal));
        text = AddressV4().Replace(text, match => match.Value.Replace(".", "[.]", StringComparison.Ordinal));
        return AddressV6().Replace(text, match =>
            IPAddress.TryParse(match.Value, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
                ? match.Value.Replace(":", "[:]", StringComparison.Ordinal)
                : match.Value);
    }

    private static int LongestRun(string text)
    {
        var (longest, run) = (0, 0);
        foreach (var character in text)
        {
            run = character == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    [GeneratedRegex(@"([A-Za-z][A-Za-z0-9+.-]{0,30})://", RegexOptions.CultureInvariant)]
    private static partial Regex Scheme();

    /// <summary>
    /// Host names: the last label is no number, so that versions and fractions stay as they are. What goes on with a dot where a long name was cut off
    /// belongs to it.
    /// </summary>
    /// <remarks>All repetitions are bounded: an attacker chooses the text.</remarks>
    [GeneratedRegex(
        @"(?:(?<=\w)\G\.(?:[\p{L}\p{M}\p{N}_-]{1,63}\.){0,20}|(?<![\p{L}\p{M}\p{N}_-])(?:[\p{L}\p{M}\p{N}_-]{1,63}\.){1,20})(?=[\p{N}-]{0,62}\p{L})[\p{L}\p{M}\p{N}-]{2,63}",
        RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    /// <summary>Four numbers with dots between, or more: what follows the fourth must not save an address from it.</summary>
    [GeneratedRegex(@"(?<!\d)\d{1,9}(?:\.\d{1,9}){3,100}", RegexOptions.CultureInvariant)]
    private static partial Regex AddressV4();

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}:])(?:[0-9A-Fa-f]{0,4}:){2,8}(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]{0,4})(?![\p{L}\p{N}:])",
        RegexOptions.CultureInvariant)]
    private static partial Regex AddressV6();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\b(GH)-(?=\d)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
