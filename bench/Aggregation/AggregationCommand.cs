using System.CommandLine;

namespace AlertResponder.Bench.Aggregation;

/// <summary><c>aggregation</c>: from the publish of an alert to its committed report.</summary>
internal static class AggregationCommand
{
    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Few alerts: shows that the bench works, its figures are worth nothing." };
        var command = new Command(
            "aggregation", "Measures the reviewer on PostgreSQL and SQLite against MassTransit's in-memory saga; its last line is one JSON object.")
        {
            quick,
        };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(quick)));
        return command;
    }

    private static async Task<int> RunAsync(bool quick)
    {
        var results = quick
            ? await AggregationBench.RunAsync(warmUpAlerts: 1_000, rounds: 2, alerts: 2_000, Console.Error)
            : await AggregationBench.RunAsync(warmUpAlerts: 10_000, rounds: 3, alerts: 20_000, Console.Error);
        AggregationReport.Write(results, Console.Out);
        return 0;
    }
}
