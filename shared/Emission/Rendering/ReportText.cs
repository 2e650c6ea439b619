using System.Globalization;
using AlertResponder.Contracts;

namespace AlertResponder.Emission.Rendering;

/// <summary>What emitters write alike, whatever they write it into: our own words and numbers, nothing foreign.</summary>
public static class ReportText
{
    /// <summary>What an inspector thinks of what it looked at: its score, and how many engines say what.</summary>
    /// <param name="finding">The finding.</param>
    /// <returns>E.g. <c>score of 100: 80, malicious: 11</c>; empty when it has no numbers.</returns>
    public static string Opinion(Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);

        return string.Join(", ", new (string Name, int? Count)[]
        {
            ("score of 100", finding.Score), ("malicious", finding.Malicious), ("suspicious", finding.Suspicious), ("harmless", finding.Harmless), ("no opinion", finding.Undetected),
        }.Where(pair => pair.Count is not null).Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Name}: {pair.Count}")));
    }

    /// <summary>A severity as people and settings write it.</summary>
    /// <param name="severity">The severity.</param>
    /// <returns>E.g. <c>urgent</c>.</returns>
    public static string Name(Severity severity) => severity.ToString().ToLowerInvariant();

    /// <summary>A time, to the second.</summary>
    /// <param name="time">The time.</param>
    /// <returns>E.g. <c>2026-11-24 12:10:00 UTC</c>.</returns>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
