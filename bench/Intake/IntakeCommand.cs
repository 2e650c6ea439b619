using System.CommandLine;
using AlertResponder.TestKit.SqsSns;

namespace AlertResponder.Bench.Intake;

/// <summary><c>intake</c>: from a sender's POST to the 202.</summary>
internal static class IntakeCommand
{
    private const int AlertsInArray = 100;

    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Few alerts: shows that the bench works, its figures are worth nothing." };
        var command = new Command(
            "intake", "Measures POST /alerts of the receptor on SQS and SNS, one alert a request and arrays of 100; its last line is one JSON object.")
        {
            quick,
        };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(quick)));
        return command;
    }

    private static async Task<int> RunAsync(bool quick)
    {
        await using var server = await LocalSqsSns.StartAsync();
        await using var receptor = await ReceptorProcess.StartAsync(server.Url);
        using var load = new IntakeLoad(receptor.Url);
        var bench = new IntakeBench(load, receptor.Process);
        var rounds = quick ? 2 : 5;
        var single = await bench.RunAsync(1, warmUpRequests: quick ? 500 : 10_000, rounds, requests: quick ? 500 : 10_000);
        var array = await bench.RunAsync(AlertsInArray, warmUpRequests: quick ? 32 : 200, rounds, requests: quick ? 32 : 320);
        IntakeReport.Write(single, array, Console.Out);
        return 0;
    }
}
