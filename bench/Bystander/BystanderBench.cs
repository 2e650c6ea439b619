using System.Security.Cryptography;
using System.Text;
using AlertResponder.Bench.Pipeline;
using AlertResponder.TestKit;
using AlertResponder.TestKit.SqsSns;

namespace AlertResponder.Bench.Bystander;

/// <summary>How long an ordinary alert waits for its verdict, beside each neighbour in turn.</summary>
internal static class BystanderBench
{
    private const double PerSecond = 1;
    private const int Seconds = 300;
    private const string Key = "bystander";

    public static async Task<IReadOnlyList<BystanderResult>> RunAsync(TimeSpan warmUp, TimeSpan measured, TextWriter progress)
    {
        await using var aws = await LocalSqsSns.StartAsync();
        await using var stack = await PipelineStack.StartAsync(aws, reviewers: 1, more: [.. KeyOf(0, Key), .. KeyOf(1, Neighbour.Key)]);
        using var poster = new AlertPoster(stack.ReceptorAddress, Key);
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
            results.Add(new BystanderResult(neighbour.Name, [.. alerts.Select(alert => (verdicts[alert.AlertId].At - alert.Sent).TotalMilliseconds)]));
            await progress.WriteLineAsync($"beside {neighbour.Name}: {alerts.Count} alerts");
        }

        return results;
    }

    // Callers of their own: within one caller's limits the neighbour would only be in its own way.
    private static (string Name, string Value)[] KeyOf(int index, string key) =>
    [
        ($"Access__ApiKeys__{index}__Name", key),
        ($"Access__ApiKeys__{index}__Sha256", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)))),
        ($"Access__ApiKeys__{index}__Scopes", "alerts,reports:read"),
    ];
}

/// <summary>What was measured beside one neighbour.</summary>
/// <param name="Neighbour">Who it was.</param>
/// <param name="ToVerdict">Milliseconds from the sending of each alert to its stored verdict.</param>
internal sealed record BystanderResult(string Neighbour, List<double> ToVerdict);
