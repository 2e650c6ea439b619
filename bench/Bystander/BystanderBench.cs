using AlertResponder.Bench.Pipeline;
using AlertResponder.TestKit;
using AlertResponder.TestKit.SqsSns;

namespace AlertResponder.Bench.Bystander;

/// <summary>How long an ordinary alert waits for its verdict, beside each neighbour in turn.</summary>
internal static class BystanderBench
{
    private const double PerSecond = 1;
    private const int Seconds = 300;

    public static async Task<IReadOnlyList<BystanderResult>> RunAsync(TimeSpan warmUp, TimeSpan measured, TextWriter progress)
    {
        await using var aws = await LocalSqsSns.StartAsync();
        await using var stack = await PipelineStack.StartAsync(aws, reviewers: 1);
        using var poster = new AlertPoster(stack.ReceptorAddress);
        using var loop = new ClosedLoop(poster, stack.StandIns, window: 1);
        await loop.PostAtAsync(PerSecond * 5, warmUp);

        var results = new List<BystanderResult>();
        foreach (var neighbour in Neighbour.All)
        {
            using var stop = new CancellationTokenSource();
            var nuisance = Task.Run(() => neighbour.RunAsync(stack.ReceptorAddress, stack.ReviewerAddress, stop.Token));
            var begin = TimeProvider.System.GetUtcNow();
            var alerts = await loop.PostAtAsync(PerSecond, measured);
            var verdicts = await Patiently.ForAsync(
                async () => await stack.Verdicts.SinceAsync(begin) is var found && alerts.All(alert => found.ContainsKey(alert.AlertId)) ? found : null,
                "each alert has a verdict", Seconds);
            await stop.CancelAsync();
            await nuisance.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (nuisance.Exception is { } failed) throw failed;
            results.Add(new BystanderResult(neighbour.Name, [.. alerts.Select(alert => (verdicts[alert.AlertId].At - alert.At).TotalMilliseconds)]));
            await progress.WriteLineAsync($"beside {neighbour.Name}: {alerts.Count} alerts");
        }

        return results;
    }
}

/// <summary>What was measured beside one neighbour.</summary>
/// <param name="Neighbour">Who it was.</param>
/// <param name="ToVerdict">Milliseconds from each alert's 202 to its stored verdict.</param>
internal sealed record BystanderResult(string Neighbour, List<double> ToVerdict);
