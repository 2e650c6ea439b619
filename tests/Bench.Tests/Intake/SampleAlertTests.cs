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

    [Fact]
    public void A_finding_is_another_one_and_in_another_event()
    {
        using var finding = JsonDocument.Parse(Text(SampleAlert.All[2], 7));

        finding.RootElement.GetProperty("id").GetString().Should().Be("bench-0000000000000007");
        finding.RootElement.GetProperty("detail").GetProperty("id").GetString().Should().Be("bench-0000000000000007");
    }

    private static string Text(SampleAlert sample, long number)
    {
        using var stream = new MemoryStream();
        sample.WriteTo(stream, number);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
