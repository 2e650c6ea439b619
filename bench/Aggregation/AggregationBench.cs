namespace AlertResponder.Bench.Aggregation;

/// <summary>All candidates in turns, the order reversed every other round, a process each.</summary>
internal static class AggregationBench
{
    private const int AlertsOfReport = 10;

    // No inspection, review or update begins while it is measured.
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["Reports:InspectionDelay"] = "06:00:00",
        ["Reports:ReviewDelay"] = "12:00:00",
        ["Reports:UpdateInterval"] = "06:00:00",
        ["Reports:MaxUpdateInterval"] = "06:00:00",
    };

    /// <summary>Measures distinct alerts, and alerts of which nine in ten are repeats.</summary>
    public static async Task<AggregationResults> RunAsync(int warmUpAlerts, int rounds, int alerts, TextWriter progress)
    {
        var candidates = new List<Candidate>();
        try
        {
            candidates.Add(await Candidate.OnPostgresAsync(Settings));
            candidates.Add(await Candidate.OnSqliteAsync(Settings));
            candidates.Add(await Candidate.InMemoryAsync());
            var results = candidates.ToDictionary(candidate => candidate, candidate => new CandidateFigures(candidate.Name, [], []));
            var key = 0L;

            await RunAsync("warm-up, distinct", candidates, Next(warmUpAlerts, warmUpAlerts), (_, _) => { }, progress);
            await RunAsync("warm-up, repeats", candidates, Next(warmUpAlerts / AlertsOfReport, warmUpAlerts), (_, _) => { }, progress);
            for (var round = 1; round <= rounds; round++)
            {
                var order = round % 2 == 1 ? candidates : Enumerable.Reverse(candidates);
                await RunAsync($"round {round}, distinct", order, Next(alerts, alerts), (who, figures) => results[who].Distinct.Add(figures), progress);
                await RunAsync(
                    $"round {round}, repeats", order, Next(alerts / AlertsOfReport, alerts), (who, figures) => results[who].Repeats.Add(figures), progress);
            }

            return new([.. results.Values]);

            AlertPattern Next(int keys, int count)
            {
                var pattern = new AlertPattern(key, keys, count);
                key += keys;
                return pattern;
            }
        }
        finally
        {
            foreach (var candidate in candidates) await candidate.DisposeAsync();
        }
    }

    private static async Task RunAsync(
        string what, IEnumerable<Candidate> candidates, AlertPattern pattern, Action<Candidate, RoundFigures> note, TextWriter progress)
    {
        foreach (var candidate in candidates)
        {
            var figures = await candidate.RunAsync(pattern);
            note(candidate, figures);
            await progress.WriteLineAsync(
                $"{what}: {candidate.Name} {figures.PerSecond:N0} alerts/s, settled after {figures.SettledSeconds:N1} s, CPU {figures.CpuPerAlert:N3} ms/alert");
        }
    }
}
