using System.ComponentModel;
using System.Globalization;

namespace AlertResponder.ServiceDefaults;

/// <summary>
/// A length of time in a setting: <c>hh:mm:ss</c> or <c>d.hh:mm:ss</c>, or a plain number of seconds (<c>"10"</c>, <c>"0.5"</c>). A
/// setting of type <see cref="TimeSpan"/> would read <c>"10"</c> as ten days.
/// </summary>
/// <param name="Value">The length of time, never negative.</param>
[TypeConverter(typeof(DurationConverter))]
public readonly record struct Duration(TimeSpan Value)
{
    // Exactly these: left to itself, TimeSpan reads 25:00:00 as 25 days.
    private static readonly string[] Forms = ["c", @"h\:mm\:ss", @"h\:mm"];

    /// <summary>The length of time.</summary>
    /// <param name="duration">The setting.</param>
    public static implicit operator TimeSpan(Duration duration) => duration.Value;

    /// <summary>A setting of that length.</summary>
    /// <param name="value">The length of time.</param>
    public static implicit operator Duration(TimeSpan value) => new(value);

    /// <summary>The length of time, as <see cref="op_Implicit(Duration)"/>.</summary>
    /// <returns>The length of time.</returns>
    public TimeSpan ToTimeSpan() => Value;

    /// <summary>The setting, as <see cref="op_Implicit(TimeSpan)"/>.</summary>
    /// <param name="value">The length of time.</param>
    /// <returns>The setting.</returns>
    public static Duration FromTimeSpan(TimeSpan value) => new(value);

    /// <summary>Reads a setting.</summary>
    /// <param name="text">The text, e.g. <c>00:05:00</c> or <c>300</c>.</param>
    /// <returns>The length of time.</returns>
    /// <exception cref="FormatException">The text is neither form, negative, or longer than ten years.</exception>
    public static Duration Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        var trimmed = text.Trim();
        const double tenYears = 315_360_000;
        if (double.TryParse(trimmed, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= tenYears)
            return TimeSpan.FromSeconds(seconds);
        if (trimmed.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParseExact(trimmed, Forms, CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero && span.TotalSeconds <= tenYears)
            return span;
        throw new FormatException($"'{text}' is not a length of time: write hh:mm:ss or a number of seconds");
    }

    /// <inheritdoc />
    public override string ToString() => Value.ToString("c", CultureInfo.InvariantCulture);
}

internal sealed class DurationConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) =>
        sourceType == typeof(string) || base.CanConvertFrom(context, sourceType);

    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text ? Duration.Parse(text) : base.ConvertFrom(context, culture, value);
}
