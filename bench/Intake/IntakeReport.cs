using System.Globalization;
using System.Text.Json;
using AlertResponder.Bench.Reporting;

namespace AlertResponder.Bench.Intake;

/// <summary>The results for people, and as the last line.</summary>
internal static class IntakeReport
{
    public static void Write(IntakeResult single, IntakeResult array, TextWriter output)
    {
        output.WriteLine($"POST /alerts to 202, {IntakeLoad.Connections} connections: median (smallest to largest)");
        var table = new Table("alerts a request", "alerts/s", "CPU ms/alert", "p50 ms", "p99 ms");
        foreach (var result in new[] { single, array })
        {
            table.Add(
                Text(result.Alerts, "N0"),
                Text(Spread.Of(result.PerSecond), "N0"),
                Text(Spread.Of(result.CpuPerAlert), "F3"),
                Text(result.Milliseconds.Percentile(50), "F2"),
                Text(result.Milliseconds.Percentile(99), "F2"));
        }

        table.WriteTo(output);
        output.WriteLine(JsonSerializer.Serialize(new { bench = "intake", single = Summary(single), array = Summary(array) }));
    }

    private static object Summary(IntakeResult result) => new
    {
        alerts_per_s = Math.Round(Spread.Of(result.PerSecond).Median),
        cpu_ms = Math.Round(Spread.Of(result.CpuPerAlert).Median, 4),
        p50_ms = Math.Round(result.Milliseconds.Percentile(50), 2),
        p99_ms = Math.Round(result.Milliseconds.Percentile(99), 2),
    };

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Text(Spread spread, string format) => $"{Text(spread.Median, format)} ({Text(spread.Min, format)} to {Text(spread.Max, format)})";
}
