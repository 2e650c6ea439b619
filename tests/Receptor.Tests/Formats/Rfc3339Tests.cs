using System.Globalization;
using System.Text.Json;
using AlertResponder.Receptor.Formats;
using CsCheck;

namespace AlertResponder.Receptor.Tests.Formats;

public sealed class Rfc3339Tests
{
    [Theory]
    [InlineData("2026-05-04T10:20:30Z", "2026-05-04T10:20:30.0000000+00:00")]
    [InlineData("2026-05-04t10:20:30z", "2026-05-04T10:20:30.0000000+00:00")]
    [InlineData("2026-05-04T10:20:30+05:30", "2026-05-04T04:50:30.0000000+00:00")]
    [InlineData("2026-05-04T10:20:30-00:00", "2026-05-04T10:20:30.0000000+00:00")]
    [InlineData("2026-05-04T10:20:30+23:59", "2026-05-03T10:21:30.0000000+00:00")]
    [InlineData("2026-05-04T10:20:30.5Z", "2026-05-04T10:20:30.5000000+00:00")]
    [InlineData("2026-05-04T10:20:30.123456789Z", "2026-05-04T10:20:30.1234567+00:00")]
    [InlineData("2026-05-04T10:20:30.12345678901234567890123456789Z", "2026-05-04T10:20:30.1234567+00:00")]
    [InlineData("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.0000000+00:00")]
    [InlineData("1990-12-31T15:59:60.75-08:00", "1991-01-01T00:00:00.0000000+00:00")]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.0000000+00:00")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999+00:00")]
    [InlineData("0002-01-01T00:00:00Z", "0002-01-01T00:00:00.0000000+00:00")]
    [InlineData("0001-12-31T23:59:60Z", null)]
    [InlineData("0001-01-01T00:00:00Z", null)]
    [InlineData("0001-01-01T00:00:00+09:00", null)]
    [InlineData("0001-01-01T00:00:00-05:00", null)]
    [InlineData("0000-12-31T15:00:00Z", null)]
    [InlineData("0000-02-29T15:00:00+01:00", null)]
    [InlineData("0002-01-01T00:30:00+01:00", null)]
    public void Time_is_read_in_UTC_and_one_that_was_never_set_is_absent(string text, string? utc)
    {
        Rfc3339.TryRead(Element(text), out var time).Should().BeTrue();
        time?.ToString("O", CultureInfo.InvariantCulture).Should().Be(utc);
    }

    [Theory]
    [InlineData("2026-05-04T10:20:30")]
    [InlineData("2026-05-04T10:20Z")]
    [InlineData("2026-05-04 10:20:30Z")]
    [InlineData("2026-05-04T10:20:30 Z")]
    [InlineData("2026-05-04T10:20:30Z\n")]
    [InlineData("2026-05-04T10:20:30.Z")]
    [InlineData("2026-05-04T10:20:30,5Z")]
    [InlineData("2026-05-04T10:20:30+0530")]
    [InlineData("2026-05-04T10:20:30+5:30")]
    [InlineData("2026-05-04T10:20:30+24:00")]
    [InlineData("2026-05-04T10:20:30+01:60")]
    [InlineData("2026-05-04T24:00:00Z")]
    [InlineData("2026-05-04T10:60:00Z")]
    [InlineData("2026-05-04T10:20:61Z")]
    [InlineData("2026-02-29T10:20:30Z")]
    [InlineData("2026-13-01T10:20:30Z")]
    [InlineData("2026-00-01T10:20:30Z")]
    [InlineData("2026-01-00T10:20:30Z")]
    [InlineData("0000-02-30T10:20:30Z")]
    [InlineData("+2026-05-04T10:20:30Z")]
    [InlineData("12026-05-04T10:20:30Z")]
    [InlineData("٢٠٢٦-05-04T10:20:30Z")]
    [InlineData("9999-12-31T23:59:59-00:01")]
    [InlineData("9999-12-31T23:59:60Z")]
    [InlineData("")]
    public void What_is_no_such_time_is_refused(string text) => Rfc3339.TryRead(Element(text), out _).Should().BeFalse();

    /// <summary>CsCheck prints the seed of a case that fails.</summary>
    [Fact]
    public void What_is_written_is_read_as_it_was()
    {
        Gen.Select(Gen.DateTimeOffset, Gen.Bool).Where(one => one.Item1.UtcDateTime.Year > 1 && one.Item1.Year > 1 && one.Item1.UtcDateTime.Year < 9999).Sample(one =>
        {
            var (written, isSmall) = one;
            var text = written.ToString("yyyy-MM-ddTHH:mm:ss.fffffffzzz", CultureInfo.InvariantCulture);
            return Rfc3339.TryRead(Element(isSmall ? text.ToLowerInvariant() : text), out var read) && read == written;
        });
    }

    [Fact]
    public void Any_digits_in_the_form_of_a_time_are_read_or_refused()
    {
        Gen.String[Gen.Char["0123456789"], 14, 14].Sample(digits =>
        {
            var text = $"{digits[..4]}-{digits[4..6]}-{digits[6..8]}T{digits[8..10]}:{digits[10..12]}:{digits[12..14]}Z";
            return !Rfc3339.TryRead(Element(text), out var time) || time is null || time.Value.Offset == TimeSpan.Zero;
        });
    }

    private static JsonElement Element(string text) => JsonSerializer.SerializeToElement(text);
}
