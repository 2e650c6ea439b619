using System.Globalization;
using System.Text.Json;
using AlertResponder.Bench.Reporting;

namespace AlertResponder.Bench.Storm;

/// <summary>The result for people, and as the last line.</summary>
internal static class StormReport
{
    public static void Write(StormResult storm, TextWriter output)
    {
        output.WriteLine($"{Text(storm.Alerts, "N0")} alerts of one key on PostgreSQL, {Text(storm.PerSecond, "N0")} alerts/s");
        var table = new Table("alerts", "alerts/s", "CPU ms/alert", "PostgreSQL's CPU ms/alert", "bytes/alert", "row bytes", "message bytes");
        foreach (var (name, moment) in new[] { ("first", storm.Head), ("middle", storm.Middle), ("last", storm.Tail) })
        {
            var figures = moment.Figures;
            table.Add(
                $"{name} {Text(figures.Pattern.Alerts, "N0")}",
                Text(figures.PerSecond, "N0"),
                Text(figures.CpuPerAlert, "F3"),
                Text(figures.PostgresCpuPerAlert, "F3"),
                Text(figures.BytesPerAlert, "N0"),
                Text(moment.RowBytes, "N0"),
                Text(moment.MessageBytes, "N0"));
        }

        table.Add(
            "last to first", Text(1 / storm.TimeGrowth, "F2"), Text(storm.CpuGrowth, "F2") + " both", "", "", Text(storm.RowGrowth, "F2"),
            Text(storm.MessageGrowth, "F2"));
        table.WriteTo(output);
        output.WriteLine(JsonSerializer.Serialize(new
        {
            bench = "storm",
            alerts = storm.Alerts,
            alerts_per_s = Math.Round(storm.PerSecond),
            growth = Math.Round(storm.Growth, 3),
            growth_time = Math.Round(storm.TimeGrowth, 3),
            growth_cpu = Math.Round(storm.CpuGrowth, 3),
            growth_row_bytes = Math.Round(storm.RowGrowth, 3),
            growth_message_bytes = Math.Round(storm.MessageGrowth, 3),
            cpu_ms = Math.Round(storm.CpuPerAlert, 4),
            postgres_cpu_ms = Math.Round(storm.PostgresCpuPerAlert, 4),
            bytes = Math.Round(storm.BytesPerAlert),
        }));
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
