namespace AlertResponder.Bench.Candidates;

/// <summary>
/// Counts each message of a process by its index, and keeps no more than a window of them between publish and consumed: that number is
/// the same for all candidates.
/// </summary>
internal sealed class Arrivals(int window) : IDisposable
{
    private const int Capacity = 1_000_000;

    private readonly int[] _seen = new int[Capacity];
    private readonly SemaphoreSlim _turn = new(1);
    private SemaphoreSlim _slots = new(window);
    private TaskCompletionSource _complete = new();
    private int _first;
    private int _end;
    private int _missing;
    private long _last;

    /// <summary>When the last message came, as a time stamp of <see cref="TimeProvider.System"/>.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <summary>How many messages of the round are missing.</summary>
    public int Missing => Volatile.Read(ref _missing);

    /// <summary>Begins a round.</summary>
    /// <returns>The index of its first message.</returns>
    public int Begin(int messages)
    {
        if (_end + messages > Capacity) throw new InvalidOperationException($"a candidate carries at most {Capacity} messages");
        _slots.Dispose();
        _slots = new(window);
        _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _missing = messages;
        _last = TimeProvider.System.GetTimestamp();
        _first = _end;
        _end += messages;
        return _first;
    }

    /// <summary>Waits until the window has room.</summary>
    public async ValueTask EnterAsync(int messages, CancellationToken cancellationToken)
    {
        if (messages == 1)
        {
            await _slots.WaitAsync(cancellationToken);
            return;
        }

        // One after the other: publishers that each hold a part of what they need would wait for ever.
        await _turn.WaitAsync(cancellationToken);
        try
        {
            for (var taken = 0; taken < messages; taken++) await _slots.WaitAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A message was consumed.</summary>
    public void Note(int index)
    {
        // One of an earlier round only counts in the tally.
        if (Interlocked.Increment(ref _seen[index]) != 1 || index < _first) return;
        Volatile.Write(ref _last, TimeProvider.System.GetTimestamp());
        _slots.Release();
        if (Interlocked.Decrement(ref _missing) == 0) _complete.TrySetResult();
    }

    /// <summary>Waits until the round is complete, or nothing has come for that long.</summary>
    public async Task CompleteAsync(TimeSpan patience)
    {
        for (var before = -1; before != Missing;)
        {
            before = Missing;
            if (await Task.WhenAny(_complete.Task, Task.Delay(patience)) == _complete.Task) return;
        }
    }

    /// <summary>Counts over all rounds what never came, and what came again.</summary>
    public (int Lost, int Duplicates) Tally()
    {
        var seen = _seen.AsSpan(0, _end);
        var (lost, duplicates) = (0, 0);
        foreach (var times in seen)
        {
            if (times == 0) lost++;
            else duplicates += times - 1;
        }

        return (lost, duplicates);
    }

    public void Dispose()
    {
        _turn.Dispose();
        _slots.Dispose();
    }
}
