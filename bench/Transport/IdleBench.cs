using AlertResponder.Bench.Candidates;
using AlertResponder.Bench.ChildProcesses;
using AlertResponder.TestKit.SqsSns;

namespace AlertResponder.Bench.Transport;

/// <summary>What a candidate does when there is little to do, with its defaults.</summary>
/// <param name="Endpoint">Null for candidates whose endpoints make no API calls of their own accord.</param>
internal sealed record IdleFigures(string Name, LatencyResult Latency, EndpointFigures? Endpoint, TallyResult Tally);

/// <summary>What a transport's endpoints do when nothing is sent.</summary>
internal sealed record EndpointFigures(IdleResult Idle, BusStartResult BusStart);

/// <summary>Latency, API calls of an idle endpoint, start and stop.</summary>
internal static class IdleBench
{
    public const int Endpoints = 10;

    public static async Task<List<IdleFigures>> RunAsync(BenchSize size, TextWriter progress)
    {
        await using var server = await LocalSqsSns.StartAsync();
        var results = new List<IdleFigures>();
        foreach (var name in Profile.Idle.Present)
        {
            await progress.WriteLineAsync($"{Profile.Idle.Name}: {name}");
            await using var candidate = await CandidateProcess.StartAsync(name, Profile.Idle.SettingsOf(name, server.Url));
            await candidate.AskAsync<RoundResult>(new RoundRequest(size.IdleWarmUpMessages));
            var latency = await candidate.AskAsync<LatencyResult>(new LatencyRequest(size.LatencySamples));
            var endpoint = name == CandidateList.Ours ? await MeasureEndpointAsync(candidate, size) : null;
            results.Add(new(name, latency, endpoint, await candidate.AskAsync<TallyResult>(new TallyRequest())));
        }

        return results;
    }

    private static async Task<EndpointFigures> MeasureEndpointAsync(CandidateProcess candidate, BenchSize size) => new(
        await candidate.AskAsync<IdleResult>(new IdleRequest(size.SettleSeconds, size.IdleSeconds)),
        await candidate.AskAsync<BusStartResult>(new BusStartRequest(Endpoints)));
}
