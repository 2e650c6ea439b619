using AlertResponder.Bench.Contenders;
using AlertResponder.Bench.Conversation;
using AlertResponder.TestKit.SqsSns;

namespace AlertResponder.Bench.Transport;

/// <summary>What a contender does when there is little to do, with its defaults.</summary>
/// <param name="Endpoint">Null for contenders whose endpoints make no API calls of their own accord.</param>
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
            await using var contender = await ContenderProcess.StartAsync(name, Profile.Idle.SettingsOf(name, server.Url));
            await contender.AskAsync<RoundResult>(new RoundRequest(size.IdleWarmUpMessages));
            var latency = await contender.AskAsync<LatencyResult>(new LatencyRequest(size.LatencySamples));
            var endpoint = name == ContenderList.Ours ? await MeasureEndpointAsync(contender, size) : null;
            results.Add(new(name, latency, endpoint, await contender.AskAsync<TallyResult>(new TallyRequest())));
        }

        return results;
    }

    private static async Task<EndpointFigures> MeasureEndpointAsync(ContenderProcess contender, BenchSize size) => new(
        await contender.AskAsync<IdleResult>(new IdleRequest(size.SettleSeconds, size.IdleSeconds)),
        await contender.AskAsync<BusStartResult>(new BusStartRequest(Endpoints)));
}
