namespace AlertResponder.Transport.AmazonSqs.Internal.Connections;

/// <summary>
/// Holds publishes to one topic back while the topic is being declared again: between the topic and its subscriptions SNS takes a message,
/// and delivers it to nobody. Publishes that are under way are waited for, but not for long: one that hangs is abandoned, whatever becomes of
/// it, and made again when the topic stands.
/// </summary>
#pragma warning disable CA1001 // a source without a timer has nothing to dispose of
internal sealed class PublishGate(TimeProvider time)
#pragma warning restore CA1001
{
    /// <summary>How long publishes that are under way may hold up the declaration.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private CancellationTokenSource _abandon = new();
    private TaskCompletionSource? _declared;
    private TaskCompletionSource? _empty;
    private Exception? _failure;
    private int _inside;
    private int _closers;

    /// <summary>Publishes, once the gate is open.</summary>
    /// <exception cref="TopicNotDeclaredException">The declaration failed: what was published now might be heard by nobody.</exception>
    public async Task<T> PassAsync<T>(Func<CancellationToken, Task<T>> publish)
    {
        while (true)
        {
            if (TryEnter(out var abandoned) is { } declared)
            {
                await declared.ConfigureAwait(false);
                continue;
            }

            try
            {
                var answer = await publish(abandoned).ConfigureAwait(false);
                if (!abandoned.IsCancellationRequested) return answer;
            }
            catch (OperationCanceledException) when (abandoned.IsCancellationRequested)
            {
                // It hung, and the topic has been declared again meanwhile.
            }
            finally
            {
                Leave();
            }
        }
    }

    /// <summary>Closes the gate at once.</summary>
    /// <returns>Ends when no publish is under way any more. <see cref="Open"/> has to follow in any case.</returns>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        Task empty;
        lock (_lock)
        {
            _closers++;
            if (_declared is null or { Task.IsCompleted: true })
                _declared = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_inside == 0) return;

            _empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            empty = _empty.Task;
        }

        try
        {
            await empty.WaitAsync(MaxWait, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await AbandonAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Opens the gate when the last one opens it who has closed it.</summary>
    /// <param name="failure">Why the topic does not stand; null when it does. After a failure the gate refuses publishes until it is closed again.</param>
    public void Open(Exception? failure)
    {
        lock (_lock)
        {
            _failure ??= failure;
            _closers--;
            if (_closers > 0) return;

            if (_failure is null)
            {
                _declared!.SetResult();
                _declared = null;
            }
            else
            {
                _declared!.SetException(new TopicNotDeclaredException(_failure));
                _ = _declared.Task.Exception; // nobody may be waiting
                _failure = null;
            }
        }
    }

    /// <returns>Null when it is entered; else what to wait for.</returns>
    private Task? TryEnter(out CancellationToken abandoned)
    {
        lock (_lock)
        {
            abandoned = _abandon.Token;
            if (_declared is { } declared) return declared.Task;

            _inside++;
            return null;
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            _inside--;
            if (_inside > 0) return;

            _empty?.TrySetResult();
            _empty = null;
        }
    }

    private async Task AbandonAsync()
    {
        CancellationTokenSource abandoned;
        lock (_lock) (abandoned, _abandon) = (_abandon, new CancellationTokenSource());
        await abandoned.CancelAsync().ConfigureAwait(false);
    }
}
