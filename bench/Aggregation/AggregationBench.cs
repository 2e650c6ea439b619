namespace AlertResponder.Bench.Aggregation;

/// <summary>All contenders in turns, the order reversed every other round, a process each.</summary>
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
        var contenders = new List<Contender>();
        try
        {
            contenders.Add(await Contender.OnPostgresAsync(Settings));
            contenders.Add(await Contender.OnSqliteAsync(Settings));
            contenders.Add(await Contender.InMemoryAsync());
            var results = contenders.ToDictionary(contender => contender, contender => new ContenderFigures(contender.Name, [], []));
            var key = 0L;

            await RunAsync("warm-up, distinct", contenders, Next(warmUpAlerts, warmUpAlerts), (_, _) => { }, progress);
            await RunAsync("warm-up, repeats", contenders, Next(warmUpAlerts / AlertsOfReport, warmUpAlerts), (_, _) => { }, progress);
            for (var round = 1; round <= rounds; round++)
            {
                var order = round % 2 == 1 ? contenders : Enumerable.Reverse(contenders);
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
            foreach (var contender in contenders) await contender.DisposeAsync();
        }
    }

    private static async Task RunAsync(
        string what, IEnumerable<Contender> contenders, AlertPattern pattern, Action<Contender, RoundFigures> note, TextWriter progress)
    {
        foreach (var contender in contenders)
        {
            var figures = await contender.RunAsync(pattern);
            note(contender, figures);
            await progress.WriteLineAsync(
                $"{what}: {contender.Name} {figures.PerSecond:N0} alerts/s, settled after {figures.SettledSeconds:N1} s, CPU {figures.CpuPerAlert:N3} ms/alert");
        }
    }
}
