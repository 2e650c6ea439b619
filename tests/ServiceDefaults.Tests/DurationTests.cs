using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace AlertResponder.ServiceDefaults.Tests;

public sealed class DurationTests
{
    [Theory]
    [InlineData("1", "00:00:01")]
    [InlineData("10", "00:00:10")]
    [InlineData("0", "00:00:00")]
    [InlineData("0.5", "00:00:00.5000000")]
    [InlineData("1.2", "00:00:01.2000000")]
    [InlineData("86400", "1.00:00:00")]
    [InlineData("315360000", "3650.00:00:00")]
    [InlineData(" 300 ", "00:05:00")]
    [InlineData("00:05:00", "00:05:00")]
    [InlineData("00:00:00", "00:00:00")]
    [InlineData("23:59:59.5", "23:59:59.5000000")]
    [InlineData("1.02:03:04", "1.02:03:04")]
    [InlineData("7.00:00:00", "7.00:00:00")]
    [InlineData("1:00:00", "01:00:00")]
    [InlineData("00:05", "00:05:00")]
    public void Clock_form_and_plain_seconds_are_read(string text, string expected)
    {
        Duration.Parse(text).Value.Should().Be(TimeSpan.ParseExact(expected, "c", CultureInfo.InvariantCulture));
        Duration.Parse(text).ToString().Should().Be(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("-1")]
    [InlineData("-00:00:01")]
    [InlineData("1e3")]
    [InlineData("1,5")]
    [InlineData("1 000")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("5m")]
    [InlineData("PT5M")]
    [InlineData("five minutes")]
    [InlineData("24:00:00")]
    [InlineData("25:00:00")]
    [InlineData("1:2:3:4")]
    [InlineData("00:60:00")]
    [InlineData("315360001")]
    [InlineData("3651.00:00:00")]
    [InlineData("99999999999999999999999999")]
    public void Anything_else_is_refused_and_both_forms_are_named(string text)
    {
        var parse = () => Duration.Parse(text);

        parse.Should().Throw<FormatException>().WithMessage($"'{text}' is not a length of time: write hh:mm:ss or a number of seconds");
    }

    [Fact]
    public void Culture_of_the_machine_changes_nothing()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Duration.Parse("0.5").Value.Should().Be(TimeSpan.FromMilliseconds(500));
            Bound(("Delay", "1.5")).Delay.Value.Should().Be(TimeSpan.FromSeconds(1.5));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Setting_is_bound_in_either_form_and_keeps_its_default_when_unset()
    {
        var settings = Bound(("Delay", "10"), ("Optional", "00:01:00"));

        settings.Delay.Value.Should().Be(TimeSpan.FromSeconds(10));
        settings.Optional!.Value.Value.Should().Be(TimeSpan.FromMinutes(1));
        settings.Untouched.Value.Should().Be(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void Setting_that_is_no_length_of_time_is_refused_with_its_key()
    {
        var bind = () => Bound(("Delay", "soon"));

        bind.Should().Throw<InvalidOperationException>().WithMessage("*Delay*").WithInnerException<Exception>().WithMessage("*'soon' is not a length of time*");
    }

    [Fact]
    public void Duration_goes_where_a_TimeSpan_is_wanted_and_back()
    {
        Duration duration = TimeSpan.FromSeconds(3);
        TimeSpan span = duration;

        span.Should().Be(TimeSpan.FromSeconds(3));
        Duration.FromTimeSpan(span).Should().Be(duration);
        duration.ToTimeSpan().Should().Be(span);
    }

    private static Settings Bound(params (string Key, string Value)[] values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(value => KeyValuePair.Create(value.Key, (string?)value.Value)))
        .Build()
        .Get<Settings>()!;

    private sealed class Settings
    {
        public Duration Delay { get; set; }

        public Duration? Optional { get; set; }

        public Duration Untouched { get; set; } = TimeSpan.FromMinutes(5);
    }
}
