using AlertResponder.Bench.Candidates;
using AlertResponder.Bench.ChildProcesses;
using AlertResponder.TestKit.SqsSns;

namespace AlertResponder.Bench.Transport;

/// <summary>What a candidate did in a profile.</summary>
internal sealed record CandidateResult(string Name, List<RoundResult> Rounds, TallyResult Tally);

/// <summary>A profile: all candidates in turns, the order reversed every other round, a process each.</summary>
internal static class RoundsBench
{
    /// <summary>Measures on a server of its own.</summary>
    /// <param name="profile">The conditions.</param>
    /// <param name="size">How much.</param>
    /// <param name="progress">Told after each round.</param>
    public static async Task<List<CandidateResult>> RunAsync(Profile profile, BenchSize size, TextWriter progress)
    {
        await using var server = await LocalSqsSns.StartAsync();
        if (profile.Latency == TimeSpan.Zero) return await RunAsync(profile, server.Url, size, progress);
        var (proxy, url) = await ProxyCommand.StartAsync(server.Url, profile.Latency);
        await using (proxy) return await RunAsync(profile, url, size, progress);
    }

    private static async Task<List<CandidateResult>> RunAsync(Profile profile, Uri url, BenchSize size, TextWriter progress)
    {
        var candidates = new List<CandidateProcess>();
        try
        {
            foreach (var name in profile.Present) candidates.Add(await CandidateProcess.StartAsync(name, profile.SettingsOf(name, url)));
            foreach (var candidate in candidates)
            {
                var warmUp = await candidate.AskAsync<RoundResult>(new RoundRequest(size.WarmUpMessages));
                await progress.WriteLineAsync($"{profile.Name}, warm-up: {candidate.Name} {warmUp.PerSecond:N0}/s");
            }

            var rounds = candidates.ToDictionary(candidate => candidate.Name, _ => new List<RoundResult>());
            for (var round = 1; round <= size.Rounds; round++)
            {
                var order = round % 2 == 1 ? candidates : Enumerable.Reverse(candidates);
                foreach (var candidate in order) rounds[candidate.Name].Add(await candidate.AskAsync<RoundResult>(new RoundRequest(size.RoundMessages)));
                var figures = rounds.Select(one => $"{one.Key} {one.Value[^1].PerSecond:N0}/s");
                await progress.WriteLineAsync($"{profile.Name}, round {round}: {string.Join(", ", figures)}");
            }

            var results = new List<CandidateResult>();
            foreach (var candidate in candidates)
                results.Add(new(candidate.Name, rounds[candidate.Name], await candidate.AskAsync<TallyResult>(new TallyRequest())));
            return results;
        }
        finally
        {
            foreach (var candidate in candidates) await candidate.DisposeAsync();
        }
    }
}
