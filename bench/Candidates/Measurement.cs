using AlertResponder.Bench.ChildProcesses;

namespace AlertResponder.Bench.Candidates;

/// <summary>What is measured of a candidate, in its own process. When nothing has come for as long as the patience lasts, the rest is lost.</summary>
internal sealed class Measurement(ICandidate candidate, Arrivals arrivals, ApiCalls calls, TimeSpan patience)
{
    /// <summary>Long enough for an endpoint to be idle again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private static readonly TimeProvider Time = TimeProvider.System;

    public async Task<RoundResult> RoundAsync(RoundRequest round)
    {
        // What the round before has left is not this one's to collect.
        GC.Collect();
        var first = arrivals.Begin(round.Messages);
        var callsBefore = calls.Now();
        var allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
        var cpuBefore = Environment.CpuUsage.TotalTime;
        var begin = Time.GetTimestamp();

        await CarryAsync(first, round.Messages);

        var cpu = Environment.CpuUsage.TotalTime - cpuBefore;
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;
        var seconds = Time.GetElapsedTime(begin, arrivals.Last).TotalSeconds;
        return new(round.Messages - arrivals.Missing, seconds, cpu.TotalMilliseconds, allocated, calls.Since(callsBefore));
    }

    public async Task<LatencyResult> LatencyAsync(LatencyRequest latency)
    {
        var milliseconds = new List<double>(latency.Samples);
        for (var sample = 0; sample < latency.Samples; sample++)
        {
            await Task.Delay(Pause);
            var first = arrivals.Begin(1);
            var begin = Time.GetTimestamp();
            await CarryAsync(first, 1);
            if (arrivals.Missing == 0) milliseconds.Add(Time.GetElapsedTime(begin, arrivals.Last).TotalMilliseconds);
        }

        return new(milliseconds);
    }

    public async Task<IdleResult> IdleAsync(IdleRequest idle)
    {
        await Task.Delay(TimeSpan.FromSeconds(idle.SettleSeconds));
        var before = calls.Now();
        await Task.Delay(TimeSpan.FromSeconds(idle.Seconds));
        return new(idle.Seconds, calls.Since(before));
    }

    public async Task<BusStartResult> BusStartAsync(BusStartRequest start)
    {
        var bench = (BusCandidate)candidate;
        // The first one puts queues, topics and subscriptions on the server.
        await (await bench.StartFurtherAsync(start.Endpoints)).DisposeAsync();
        var before = calls.Now();
        var begin = Time.GetTimestamp();
        var bus = await bench.StartFurtherAsync(start.Endpoints);
        var startSeconds = Time.GetElapsedTime(begin).TotalSeconds;
        var startCalls = calls.Since(before);
        // A poll is no part of the start, and how many have begun already is chance.
        startCalls.Remove("ReceiveMessage");
        begin = Time.GetTimestamp();
        await bus.DisposeAsync();
        return new(startSeconds, startCalls, Time.GetElapsedTime(begin).TotalSeconds);
    }

    public TallyResult Tally()
    {
        var (lost, duplicates) = arrivals.Tally();
        return new(lost, duplicates);
    }

    /// <summary>Publishes, and waits until all is consumed that will be.</summary>
    private async Task CarryAsync(int first, int count)
    {
        using var giveUp = new CancellationTokenSource();
        var publishing = candidate.PublishAsync(first, count, giveUp.Token);
        var consuming = arrivals.CompleteAsync(patience);
        // Publishing that fails tells why; the arrivals would only stay away.
        if (await Task.WhenAny(publishing, consuming) == publishing) await publishing;
        await consuming;
        if (arrivals.Missing == 0)
        {
            // A message can be consumed before its publisher has the answer.
            await publishing;
            return;
        }

        // After losses the window stays full, and publishers would wait for ever.
        await giveUp.CancelAsync();
        await publishing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
