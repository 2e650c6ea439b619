using System.Text;
using System.Text.Json;
using AlertResponder.Bench.Intake;

namespace AlertResponder.Bench.Tests.Intake;

public sealed class SampleAlertTests
{
    [Fact]
    public void Each_number_makes_another_alert_of_each_sample()
    {
        var texts = SampleAlert.All.SelectMany(sample => new long[] { 1, 2, 9_999_999_999_999_999 }.Select(number => Text(sample, number))).ToList();
        texts.Should().OnlyHaveUniqueItems();
        foreach (var text in texts) text.Invoking(json => JsonDocument.Parse(json).Dispose()).Should().NotThrow();
        texts[1].Should().Contain("bench-0000000000000002");
    }

    private static string Text(SampleAlert sample, long number)
    {
        using var stream = new MemoryStream();
        sample.WriteTo(stream, number);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
