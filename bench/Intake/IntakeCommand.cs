using System.CommandLine;
using System.Diagnostics;

namespace AlertResponder.Bench.Intake;

/// <summary><c>intake</c>: from a sender's POST to the 202.</summary>
internal static class IntakeCommand
{
    private const int AlertsInArray = 100;

    public static Command Create()
    {
        var url = new Option<string>("--url") { Description = "A running server, for example http://127.0.0.1:8080.", Required = true };
        var pid = new Option<int>("--pid") { Description = "Its process, whose processor time is measured.", Required = true };
        var quick = new Option<bool>("--quick") { Description = "Few alerts: shows that the bench works, its figures are worth nothing." };
        var command = new Command("intake", "Measures POST /alerts, one alert a request and arrays of 100; its last line is one JSON object.")
        {
            url, pid, quick,
        };
        command.SetAction((parsed, _) => RunAsync(new(parsed.GetRequiredValue(url)), parsed.GetRequiredValue(pid), parsed.GetValue(quick)));
        return command;
    }

    private static async Task<int> RunAsync(Uri url, int pid, bool quick)
    {
        using var load = new IntakeLoad(url);
        using var server = Process.GetProcessById(pid);
        var bench = new IntakeBench(load, server);
        var rounds = quick ? 2 : 5;
        var single = await bench.RunAsync(1, warmUpRequests: quick ? 500 : 10_000, rounds, requests: quick ? 500 : 10_000);
        var array = await bench.RunAsync(AlertsInArray, warmUpRequests: quick ? 32 : 200, rounds, requests: quick ? 32 : 320);
        IntakeReport.Write(single, array, Console.Out);
        return 0;
    }
}
