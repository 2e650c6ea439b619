namespace AlertResponder.Transport.AmazonSqs.Receiving;

/// <summary>
/// Handles messages in the order in which they came, as many at a time as is allowed. Nobody waits while there is nothing to do. A runner
/// goes from message to message as long as handlers return without waiting, and has another one started before it waits itself: to begin
/// ten quick messages takes one thread, not ten.
/// </summary>
/// <param name="limit">Messages that are handled at a time.</param>
/// <param name="handle">Handles one; must not throw.</param>
internal sealed class HandlerPool(int limit, Func<Lease, Task> handle)
{
    private readonly Lock _lock = new();
    private readonly Queue<Lease> _waiting = new();
    private int _running;
    private int _starting;
    private bool _stopped;
    private TaskCompletionSource? _idle;

    /// <summary>Takes a message that was received.</summary>
    public void Add(Lease lease)
    {
        lock (_lock) _waiting.Enqueue(lease);
        StartRunner();
    }

    /// <summary>Begins with no further message.</summary>
    public void Stop()
    {
        lock (_lock) _stopped = true;
    }

    /// <summary>Hands out what was not begun with.</summary>
    public IReadOnlyList<Lease> TakeUnbegun()
    {
        lock (_lock)
        {
            Lease[] unbegun = [.. _waiting];
            _waiting.Clear();
            return unbegun;
        }
    }

    /// <summary>Ends when no handler runs any more.</summary>
    public Task IdleAsync()
    {
        lock (_lock)
        {
            if (_running == 0) return Task.CompletedTask;

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    private void StartRunner()
    {
        lock (_lock)
        {
            // One that is about to start for each processor: a handler that blocks holds nobody up, and no more could run anyway.
            if (_stopped || _waiting.Count == 0 || _running == limit || _starting == Environment.ProcessorCount) return;

            _running++;
            _starting++;
        }

        _ = Task.Run(RunAsync);
    }

    private async Task RunAsync()
    {
        lock (_lock) _starting--;
        while (TryNext(out var lease))
        {
            var handling = handle(lease);
            if (!handling.IsCompleted) StartRunner();
            await handling.ConfigureAwait(false);
        }
    }

    private bool TryNext(out Lease lease)
    {
        lock (_lock)
        {
            if (!_stopped && _waiting.TryDequeue(out lease!)) return true;

            _running--;
            if (_running == 0) _idle?.TrySetResult();
            lease = null!;
            return false;
        }
    }
}
