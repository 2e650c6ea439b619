using System.CommandLine;

namespace AlertResponder.Bench.Transport;

/// <summary><c>transport</c>: the transport on SQS and SNS beside the raw clients and the in-memory transport.</summary>
internal static class TransportCommand
{
    private static readonly Profile[] Profiles = [Profile.NoLatency, Profile.Latency8, Profile.Defaults];

    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Few messages: shows that the bench works, its figures are worth nothing." };
        var command = new Command("transport", "Measures the SQS/SNS transport against the raw clients; its last line is one JSON object.") { quick };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(quick) ? BenchSize.Quick : BenchSize.Full));
        return command;
    }

    private static async Task<int> RunAsync(BenchSize size)
    {
        var profiles = new Dictionary<Profile, List<CandidateResult>>();
        foreach (var profile in Profiles) profiles[profile] = await RoundsBench.RunAsync(profile, size, Console.Error);
        var results = new TransportResults(profiles, await IdleBench.RunAsync(size, Console.Error));

        TransportTables.Write(results, Console.Out);
        var summary = TransportSummary.Of(results);
        Console.WriteLine(summary.ToJson());
        return summary.Lost == 0 ? 0 : 1;
    }
}
