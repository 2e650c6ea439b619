namespace AlertResponder.Transport.AmazonSqs.Internal.Receiving;

/// <summary>
/// How many pollers run, and when one may poll. There is one more than full answers would need, so that a message rarely waits for a
/// poll: many where AWS is far away, two or three where it is near, one on an idle queue. A poll asks for ten messages and reserves room
/// for as many; the room is the prefetch count, and no more than the handlers get through within a quarter of the visibility: what waits
/// longer would be renewed for nothing, and another process could have taken it. A free handler is room too.
/// </summary>
/// <param name="prefetchCount">Messages that may wait for a handler.</param>
/// <param name="handlers">Messages that are handled at a time.</param>
/// <param name="visibility">How long a message stays invisible without renewal.</param>
internal sealed class PollBudget(int prefetchCount, int handlers, TimeSpan visibility)
{
    private const int Ask = AmazonSqsLimits.BatchEntries;
    private const double WeightOfLast = 0.1;

    /// <summary>Messages in an answer, on average, that make one more poller worth while.</summary>
    private const double Fill = 8;

    /// <summary>Polls under way at most: more were measured to fetch less, a few messages each.</summary>
    private const int MaxPolls = 10;

    private readonly Lock _lock = new();
    private int _reserved;
    private int _waiting;
    private int _running;
    private int _extraPollers;
    private double _messagesPerPoll;
    private double _handlerMilliseconds;
    private TaskCompletionSource? _roomFree;
    private TaskCompletionSource? _pollsEnded;

    /// <summary>Waits until one more poll may begin, and reserves its room.</summary>
    public async Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
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

    /// <summary>Counts one more poller in, beside the first, if one more is of use.</summary>
    public bool TryStartPoller()
    {
        lock (_lock)
        {
            if (_extraPollers + 1 >= WantedPollers || !HasRoom) return false;

            _extraPollers++;
            return true;
        }
    }

    /// <summary>Counts a poller out that was counted in, if it is one too many.</summary>
    public bool TryEndPoller()
    {
        lock (_lock)
        {
            if (_extraPollers + 1 <= WantedPollers) return false;

            EndPoller();
            return true;
        }
    }

    /// <summary>Counts a poller out that was counted in.</summary>
    public void PollerEnded()
    {
        lock (_lock) EndPoller();
    }

    /// <summary>Ends when no poller that was counted in runs any more.</summary>
    public Task AllPollsEndedAsync()
    {
        lock (_lock)
        {
            if (_extraPollers == 0) return Task.CompletedTask;

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
            _messagesPerPoll += (messages - _messagesPerPoll) * WeightOfLast;
            SignalRoom();
        }
    }

    /// <summary>A handler has begun with a message that waited.</summary>
    public void Begun()
    {
        lock (_lock)
        {
            _waiting--;
            _running++;
        }
    }

    /// <summary>A handler has finished.</summary>
    public void Handled(TimeSpan duration)
    {
        lock (_lock)
        {
            _running--;
            _handlerMilliseconds += (duration.TotalMilliseconds - _handlerMilliseconds) * WeightOfLast;
            SignalRoom();
        }
    }

    private int WantedPollers => (int)((_extraPollers + 1) * _messagesPerPoll / Fill) + 1;

    private int Room => Math.Max(1, (int)Math.Min(prefetchCount, handlers * (visibility.TotalMilliseconds / 4) / Math.Max(_handlerMilliseconds, 0.001)));

    /// <summary>A free handler is room as well.</summary>
    private bool HasRoom => _reserved < MaxPolls * Ask && _waiting + _reserved + _running < Room + handlers;

    private void EndPoller()
    {
        _extraPollers--;
        if (_extraPollers == 0) _pollsEnded?.TrySetResult();
    }

    private void SignalRoom()
    {
        if (_roomFree is null || !HasRoom) return;

        _roomFree.SetResult();
        _roomFree = null;
    }
}
