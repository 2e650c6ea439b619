namespace AlertResponder.Bench.Pipeline;

/// <summary>Keeps a number of reports under way: an alert is posted when a report is complete.</summary>
internal sealed class ClosedLoop(AlertPoster poster, StandIns standIns, int window) : IDisposable
{
    private const int Connections = 16;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly SemaphoreSlim _slots = new(window);
    private int _accepted;

    /// <summary>Alerts that were answered 202 so far.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>
    /// Runs it, and calls for a measurement at the end of the warm-up and at the end of the measured time; then nothing more is posted. Both last
    /// until as many reports are complete as are in flight, however slow the machine is.
    /// </summary>
    /// <returns>What the calls gave.</returns>
    /// <exception cref="TimeoutException">No report has become complete for minutes.</exception>
    public async Task<PipelineStretch> RunAsync(TimeSpan warmUp, TimeSpan measured, Func<Task<PipelineMoment>> measure)
    {
        using var stop = new CancellationTokenSource();
        var posting = Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(() => PostAsync(stop.Token))));
        var completed = await standIns.CompleteAsync();
        await TurnAsync(warmUp);
        var from = await measure();
        await TurnAsync(measured);
        var to = await measure();
        await stop.CancelAsync();
        await posting;
        return new PipelineStretch(from, to);

        async Task TurnAsync(TimeSpan time)
        {
            var (begin, last, enough) = (TimeProvider.System.GetTimestamp(), TimeProvider.System.GetTimestamp(), completed + window);
            while (TimeProvider.System.GetElapsedTime(begin) < time || completed < enough)
            {
                // Posting that fails ends it, and tells why.
                if (await Task.WhenAny(Task.Delay(Poll), posting) == posting) await posting;
                var now = await standIns.CompleteAsync();
                if (now > completed)
                {
                    _slots.Release(now - completed);
                    (completed, last) = (now, TimeProvider.System.GetTimestamp());
                }
                else if (TimeProvider.System.GetElapsedTime(last) > Patience)
                {
                    throw new TimeoutException($"no report has become complete for {Patience.TotalSeconds:N0} s");
                }
            }
        }
    }

    /// <summary>Posts at a fixed rate, whatever becomes of the alerts.</summary>
    public async Task<List<AcceptedAlert>> PostAtAsync(double perSecond, TimeSpan time)
    {
        var (begin, posts) = (TimeProvider.System.GetTimestamp(), new List<Task<AcceptedAlert>>());
        for (; posts.Count < perSecond * time.TotalSeconds; posts.Add(PostOneAsync()))
        {
            var wait = TimeSpan.FromSeconds(posts.Count / perSecond) - TimeProvider.System.GetElapsedTime(begin);
            if (wait > TimeSpan.Zero) await Task.Delay(wait);
        }

        return [.. await Task.WhenAll(posts)];
    }

    /// <summary>Waits until all reports are complete, or none has become so for minutes.</summary>
    public async Task DrainAsync()
    {
        var (before, since) = (-1, TimeProvider.System.GetTimestamp());
        while (await standIns.CompleteAsync() is var now && now < Accepted && TimeProvider.System.GetElapsedTime(since) < Patience)
        {
            if (now > before) (before, since) = (now, TimeProvider.System.GetTimestamp());
            await Task.Delay(Poll);
        }
    }

    public void Dispose() => _slots.Dispose();

    private async Task PostAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await _slots.WaitAsync(stop);
                await PostOneAsync();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Enough.
        }
    }

    private async Task<AcceptedAlert> PostOneAsync()
    {
        var alert = await poster.PostAsync();
        Interlocked.Increment(ref _accepted);
        return alert;
    }
}
