namespace AlertResponder.Transport.AmazonSqs.Connections;

/// <summary>
/// Holds publishes back while a topic that was lost is made again: between the topic and its subscriptions SNS takes a message, and delivers
/// it to nobody.
/// </summary>
internal sealed class PublishGate
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _open;
    private TaskCompletionSource? _empty;
    private int _inside;
    private int _closers;

    /// <summary>Publishes, once the gate is open.</summary>
    public async Task<T> PassAsync<T>(Func<Task<T>> publish)
    {
        while (TryEnter() is { } open) await open.ConfigureAwait(false);
        try
        {
            return await publish().ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
            {
                _inside--;
                if (_inside == 0) _empty?.TrySetResult();
            }
        }
    }

    /// <summary>Declares, while no publish is under way.</summary>
    public async Task<T> WhileClosedAsync<T>(Func<Task<T>> declare, CancellationToken cancellationToken)
    {
        Task empty;
        lock (_lock)
        {
            _closers++;
            _open ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_inside == 0) _empty.TrySetResult();
            empty = _empty.Task;
        }

        try
        {
            await empty.WaitAsync(cancellationToken).ConfigureAwait(false);
            return await declare().ConfigureAwait(false);
        }
        finally
        {
            Leave();
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            _closers--;
            if (_closers > 0) return;

            _open!.SetResult();
            _open = null;
            _empty = null;
        }
    }

    /// <returns>Null when it is entered; else what to wait for.</returns>
    private Task? TryEnter()
    {
        lock (_lock)
        {
            if (_open is { } open) return open.Task;

            _inside++;
            return null;
        }
    }
}
