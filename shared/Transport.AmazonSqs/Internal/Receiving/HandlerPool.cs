namespace AlertResponder.Transport.AmazonSqs.Internal.Receiving;

/// <summary>
/// Handles messages in the order in which they came, as many at a time as is allowed. Nobody waits while there is nothing to do. While a
/// message waits and a place is free, one runner is about to start: ten quick messages are done before ten threads are awake, and slow
/// ones, also those that block their thread, hold nobody up.
/// </summary>
/// <param name="limit">Messages that are handled at a time.</param>
/// <param name="handle">Handles one; must not throw.</param>
internal sealed class HandlerPool(int limit, Func<Lease, Task> handle)
{
    private readonly Lock _lock = new();
    private readonly Queue<Lease> _waiting = new();
    private int _running;
    private bool _isStarting;
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
            if (_stopped || _isStarting || _waiting.Count == 0 || _running == limit) return;

            _running++;
            _isStarting = true;
        }

        _ = Task.Run(RunAsync);
    }

    private async Task RunAsync()
    {
        lock (_lock) _isStarting = false;
        while (TryNext(out var lease))
        {
            StartRunner();
            await handle(lease).ConfigureAwait(false);
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
