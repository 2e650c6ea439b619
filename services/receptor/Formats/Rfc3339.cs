using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AlertResponder.Receptor.Formats;

/// <summary>
/// Times as RFC 3339 has them (https://www.rfc-editor.org/rfc/rfc3339#section-5.6): never without an offset, which a reader would take for its own time
/// zone. .NET's own readers refuse some of them: small letters, leap seconds, fractions of more than seven digits, the year 0.
/// </summary>
internal static partial class Rfc3339
{
    private const int DigitsOfATick = 7;
    private const int LeapSecond = 60;

    /// <summary>Reads a time.</summary>
    /// <param name="element">Any value.</param>
    /// <param name="time">
    /// The time in UTC, a leap second as the second after it, digits after those of a tick cut off. Null for one that was never set: Go writes it as
    /// the beginning of year 1, in whatever time zone, which can be the end of year 0.
    /// </param>
    /// <returns>Whether it is a time that can be told.</returns>
    public static bool TryRead(JsonElement element, out DateTimeOffset? time)
    {
        time = null;
        if (element.ValueKind != JsonValueKind.String || Form().Match(element.GetString()!) is not { Success: true } match) return false;

        var (year, month, day) = (Number("year"), Number("month"), Number("day"));
        var (hour, minute, second) = (Number("hour"), Number("minute"), Number("second"));
        var (offsetHour, offsetMinute) = (Number("offsetHour"), Number("offsetMinute"));
        // Year 0, which DateTime does not know, is a leap year, as 4 is.
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year == 0 ? 4 : year, month)) return false;
        if (hour > 23 || minute > 59 || second > LeapSecond || offsetHour > 23 || offsetMinute > 59) return false;
        if (year <= 1) return true;

        var fraction = match.Groups["fraction"].Value.PadRight(DigitsOfATick, '0')[..DigitsOfATick];
        var offset = (match.Groups["sign"].Value == "-" ? -1 : 1) * new TimeSpan(offsetHour, offsetMinute, 0).Ticks;
        var ticks = new DateTime(year, month, day, hour, minute, 0).Ticks + (second * TimeSpan.TicksPerSecond)
            + (second == LeapSecond ? 0 : long.Parse(fraction, CultureInfo.InvariantCulture)) - offset;
        if (ticks > DateTime.MaxValue.Ticks) return false;

        var utc = new DateTimeOffset(ticks, TimeSpan.Zero);
        time = utc.Year == 1 ? null : utc;
        return true;

        int Number(string group) => match.Groups[group] is { Success: true } digits ? int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex(
        """
        ^(?<year>[0-9]{4})-(?<month>[0-9]{2})-(?<day>[0-9]{2})[Tt](?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})(\.(?<fraction>[0-9]+))?
        ([Zz]|(?<sign>[+-])(?<offsetHour>[0-9]{2}):(?<offsetMinute>[0-9]{2}))\z
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
