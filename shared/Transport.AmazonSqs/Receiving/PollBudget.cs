namespace AlertResponder.Transport.AmazonSqs.Receiving;

/// <summary>
/// How many polls may be under way. A poll asks for ten messages and reserves room for as many; the room is the prefetch count, and no
/// more than the handlers get through within a quarter of the visibility: what waits longer would be renewed for nothing, and another
/// process could have taken it.
/// </summary>
/// <param name="prefetchCount">Messages that may wait for a handler.</param>
/// <param name="handlers">Messages that are handled at a time.</param>
/// <param name="visibility">How long a message stays invisible without renewal.</param>
internal sealed class PollBudget(int prefetchCount, int handlers, TimeSpan visibility)
{
    private const int Ask = AmazonSqsLimits.BatchEntries;
    private const double WeightOfLast = 0.1;

    private readonly Lock _lock = new();
    private int _reserved;
    private int _waiting;
    private int _pollers;
    private double _handlerMilliseconds;
    private TaskCompletionSource? _roomFree;
    private TaskCompletionSource? _pollsEnded;

    /// <summary>Waits until one more poll may begin, and reserves its room.</summary>
    public async Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task free;
            lock (_lock)
            {
                if (HasRoom)
                {
                    _reserved += Ask;
                    return;
                }

                _roomFree ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                free = _roomFree.Task;
            }

            await free.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reserves room for one more poll if there is any.</summary>
    public bool TryReserve()
    {
        lock (_lock)
        {
            if (!HasRoom) return false;

            _reserved += Ask;
            return true;
        }
    }

    /// <summary>Counts one more poller in if there would be room for its poll.</summary>
    public bool TryStartPoller()
    {
        lock (_lock)
        {
            if (_waiting + _reserved + (_pollers * Ask) >= Room) return false;

            _pollers++;
            return true;
        }
    }

    /// <summary>A poller that was counted in has ended.</summary>
    public void PollerEnded()
    {
        lock (_lock)
        {
            _pollers--;
            if (_pollers == 0) _pollsEnded?.TrySetResult();
        }
    }

    /// <summary>Ends when no poller that was counted in runs any more.</summary>
    public Task AllPollsEndedAsync()
    {
        lock (_lock)
        {
            if (_pollers == 0) return Task.CompletedTask;

            _pollsEnded ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _pollsEnded.Task;
        }
    }

    /// <summary>A poll has ended: its messages wait, the rest of its room is free.</summary>
    public void Received(int messages)
    {
        lock (_lock)
        {
            _reserved -= Ask;
            _waiting += messages;
            SignalRoom();
        }
    }

    /// <summary>A handler has begun with a message that waited.</summary>
    public void Begun()
    {
        lock (_lock)
        {
            _waiting--;
            SignalRoom();
        }
    }

    /// <summary>A handler has finished.</summary>
    public void Handled(TimeSpan duration)
    {
        lock (_lock) _handlerMilliseconds += (duration.TotalMilliseconds - _handlerMilliseconds) * WeightOfLast;
    }

    private int Room => Math.Max(1, (int)Math.Min(prefetchCount, handlers * (visibility.TotalMilliseconds / 4) / Math.Max(_handlerMilliseconds, 0.001)));

    private bool HasRoom => _waiting + _reserved < Room;

    private void SignalRoom()
    {
        if (_roomFree is null || !HasRoom) return;

        _roomFree.SetResult();
        _roomFree = null;
    }
}
