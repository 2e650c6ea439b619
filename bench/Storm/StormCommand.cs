using System.CommandLine;

namespace AlertResponder.Bench.Storm;

/// <summary><c>storm</c>: whether the last of a million repeats costs what the first did.</summary>
internal static class StormCommand
{
    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Few alerts: shows that the bench works, its figures are worth nothing." };
        var command = new Command("storm", "Measures a million alerts of one key through the reviewer on PostgreSQL; its last line is one JSON object.")
        {
            quick,
        };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(quick)));
        return command;
    }

    private static async Task<int> RunAsync(bool quick)
    {
        var storm = quick
            ? await StormBench.RunAsync(alerts: 20_000, ends: 2_000, Console.Error)
            : await StormBench.RunAsync(alerts: 1_000_000, ends: 50_000, Console.Error);
        StormReport.Write(storm, Console.Out);
        return 0;
    }
}
