using AlertResponder.Bench.Contenders;
using AlertResponder.Bench.Conversation;
using AlertResponder.TestKit.SqsSns;

namespace AlertResponder.Bench.Transport;

/// <summary>What a contender did in a profile.</summary>
internal sealed record ContenderResult(string Name, List<RoundResult> Rounds, TallyResult Tally);

/// <summary>A profile: all contenders in turns, the order reversed every other round, a process each.</summary>
internal static class RoundsBench
{
    /// <summary>Measures on a server of its own.</summary>
    /// <param name="profile">The conditions.</param>
    /// <param name="size">How much.</param>
    /// <param name="progress">Told after each round.</param>
    public static async Task<List<ContenderResult>> RunAsync(Profile profile, BenchSize size, TextWriter progress)
    {
        await using var server = await LocalSqsSns.StartAsync();
        if (profile.Latency == TimeSpan.Zero) return await RunAsync(profile, server.Url, size, progress);
        var (proxy, url) = await ProxyCommand.StartAsync(server.Url, profile.Latency);
        await using (proxy) return await RunAsync(profile, url, size, progress);
    }

    private static async Task<List<ContenderResult>> RunAsync(Profile profile, Uri url, BenchSize size, TextWriter progress)
    {
        var contenders = new List<ContenderProcess>();
        try
        {
            foreach (var name in profile.Present) contenders.Add(await ContenderProcess.StartAsync(name, profile.SettingsOf(name, url)));
            foreach (var contender in contenders)
            {
                var warmUp = await contender.AskAsync<RoundResult>(new RoundRequest(size.WarmUpMessages));
                await progress.WriteLineAsync($"{profile.Name}, warm-up: {contender.Name} {warmUp.PerSecond:N0}/s");
            }

            var rounds = contenders.ToDictionary(contender => contender.Name, _ => new List<RoundResult>());
            for (var round = 1; round <= size.Rounds; round++)
            {
                var order = round % 2 == 1 ? contenders : Enumerable.Reverse(contenders);
                foreach (var contender in order) rounds[contender.Name].Add(await contender.AskAsync<RoundResult>(new RoundRequest(size.RoundMessages)));
                var figures = rounds.Select(one => $"{one.Key} {one.Value[^1].PerSecond:N0}/s");
                await progress.WriteLineAsync($"{profile.Name}, round {round}: {string.Join(", ", figures)}");
            }

            var results = new List<ContenderResult>();
            foreach (var contender in contenders)
                results.Add(new(contender.Name, rounds[contender.Name], await contender.AskAsync<TallyResult>(new TallyRequest())));
            return results;
        }
        finally
        {
            foreach (var contender in contenders) await contender.DisposeAsync();
        }
    }
}
