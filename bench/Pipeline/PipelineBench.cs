using AlertResponder.Bench.Candidates;
using AlertResponder.Bench.ChildProcesses;
using AlertResponder.Bench.Transport;
using AlertResponder.TestKit.SqsSns;

namespace AlertResponder.Bench.Pipeline;

/// <summary>The raw clients first, then the services: loaded as much as they can bear, and after that with a tenth of it.</summary>
internal static class PipelineBench
{
    private const double CalmShare = 0.1;

    public static async Task<PipelineResult> RunAsync(PipelineSize size, int reviewers, TextWriter progress)
    {
        await using var aws = await LocalSqsSns.StartAsync();
        var raw = await RunRawAsync(aws.Url, size, progress);
        await using var stack = await PipelineStack.StartAsync(aws, reviewers);
        await progress.WriteLineAsync("the services are ready");
        using var poster = new AlertPoster(stack.ReceptorAddress);
        using var loop = new ClosedLoop(poster, stack.StandIns, size.Window);

        var loaded = await LoadAsync(size, loop, stack, progress);
        await progress.WriteLineAsync($"{size.Window} reports in flight: {loaded.ReportsPerSecond:N1} reports/s");
        await loop.DrainAsync();

        var calmPerSecond = loaded.ReportsPerSecond * CalmShare;
        var begin = TimeProvider.System.GetUtcNow();
        var alerts = await loop.PostAtAsync(calmPerSecond, size.Calm);
        await loop.DrainAsync();
        await progress.WriteLineAsync($"{calmPerSecond:N1} alerts/s: {alerts.Count} reports");

        var issues = await stack.StandIns.IssuesAsync();
        var outcome = PipelineOutcome.Of(loop.Accepted, issues, (await stack.NowAsync()).Messages);
        if (!outcome.IsClean) await progress.WriteLineAsync(stack.Transcripts());
        var delays = PipelineDelays.Of(alerts, await stack.Verdicts.SinceAsync(begin), issues);
        return new PipelineResult(reviewers, size.Window, loaded, calmPerSecond, delays, raw, outcome);
    }

    private static async Task<PipelineStretch> LoadAsync(PipelineSize size, ClosedLoop loop, PipelineStack stack, TextWriter progress)
    {
        try
        {
            return await loop.RunAsync(size.WarmUp, size.Measured, stack.NowAsync);
        }
        catch
        {
            await progress.WriteLineAsync(stack.Transcripts());
            throw;
        }
    }

    private static async Task<List<double>> RunRawAsync(Uri server, PipelineSize size, TextWriter progress)
    {
        await using var raw = await CandidateProcess.StartAsync(CandidateList.Raw, Profile.NoLatency.SettingsOf(CandidateList.Raw, server));
        await raw.AskAsync<RoundResult>(new RoundRequest(size.RawWarmUpMessages));
        var perSecond = new List<double>();
        for (var round = 0; round < size.RawRounds; round++)
            perSecond.Add((await raw.AskAsync<RoundResult>(new RoundRequest(size.RawMessages))).PerSecond);
        await progress.WriteLineAsync($"raw clients: {string.Join(", ", perSecond.Select(figure => $"{figure:N0}"))} messages/s");
        return perSecond;
    }
}
