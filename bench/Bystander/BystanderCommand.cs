using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AlertResponder.Bench.Reporting;

namespace AlertResponder.Bench.Bystander;

/// <summary><c>bystander</c>: what neighbours who ask too much cost everybody else.</summary>
internal static class BystanderCommand
{
    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Little time: shows that the bench works, its figures are worth nothing." };
        var command = new Command(
            "bystander", "Measures how long an alert a second waits for its verdict beside neighbours who ask too much; its last line is one JSON object.")
        {
            quick,
        };
        command.SetAction((parsed, _) => parsed.GetValue(quick) ? RunAsync(5, 5) : RunAsync(60, 60));
        return command;
    }

    private static async Task<int> RunAsync(int warmUpSeconds, int measuredSeconds)
    {
        var results = await BystanderBench.RunAsync(TimeSpan.FromSeconds(warmUpSeconds), TimeSpan.FromSeconds(measuredSeconds), Console.Error);
        var quiet = results[0].ToVerdict.Percentile(50);
        var table = new Table("beside", "p50 ms", "p99 ms", "p50 to quiet", "samples");
        foreach (var (neighbour, delays) in results)
        {
            table.Add(
                neighbour, Text(delays.Percentile(50), "N0"), Text(delays.Percentile(99), "N0"), Text(delays.Percentile(50) / quiet, "F2"),
                Text(delays.Count, "N0"));
        }

        table.WriteTo(Console.Out);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            bench = "bystander",
            ratio = results.ToDictionary(result => result.Neighbour, result => Math.Round(result.ToVerdict.Percentile(50) / quiet, 2)),
        }));
        return 0;
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
