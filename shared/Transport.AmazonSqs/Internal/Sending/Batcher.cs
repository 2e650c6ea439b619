namespace AlertResponder.Transport.AmazonSqs.Internal.Sending;

/// <param name="Entries">Entries a batch.</param>
/// <param name="Bytes">Bytes of all entries of a batch.</param>
/// <param name="Requests">Batches under way at a time.</param>
internal sealed record BatchLimits(int Entries, int Bytes, int Requests);

/// <summary>
/// Joins calls into batches. What comes while no request is under way goes at once; what comes meanwhile waits until a batch is full or until
/// the request that is under way returns. That one may hang: after <see cref="Patience"/> a further request goes beside it. A lone message is
/// never delayed, a crowd fills its batches.
/// </summary>
/// <typeparam name="TEntry">What is sent.</typeparam>
/// <param name="limits">How large a batch may be, and how many requests may be under way.</param>
/// <param name="sizeOf">Bytes of an entry as the service counts them.</param>
/// <param name="send">
/// Sends one batch and ends each of its items, by <see cref="TaskCompletionSource.TrySetResult"/> or with an exception. What it throws
/// ends those that it has not ended.
/// </param>
/// <param name="time">Clock of <see cref="Patience"/>.</param>
internal sealed class Batcher<TEntry>(
    BatchLimits limits, Func<TEntry, int> sizeOf, Func<IReadOnlyList<Batcher<TEntry>.Item>, Task> send, TimeProvider time)
{
    /// <summary>How long an entry waits for the requests that are under way, at least, and at most twice as long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly Queue<Item> _waiting = new();
    private long _waitingBytes;
    private int _requests;
    private bool _isWatched;
    private TaskCompletionSource? _idle;

    /// <summary>Entries whose batch has not gone yet.</summary>
    public int Waiting
    {
        get { lock (_lock) return _waiting.Count; }
    }

    /// <summary>Sends an entry with others.</summary>
    /// <returns>Ends when the service has taken the entry.</returns>
    /// <exception cref="MessageTooLargeException">The entry alone is larger than a batch may be.</exception>
    public Task AddAsync(TEntry entry)
    {
        var size = sizeOf(entry);
        if (size > limits.Bytes) throw new MessageTooLargeException(size, limits.Bytes);

        var item = new Item(entry, size);
        lock (_lock)
        {
            _waiting.Enqueue(item);
            _waitingBytes += size;
            StartRequests();
        }

        return item.Task;
    }

    /// <summary>Ends when nothing waits and nothing is under way.</summary>
    public Task DrainAsync()
    {
        lock (_lock)
        {
            if (_requests == 0) return Task.CompletedTask;

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    private void StartRequests()
    {
        while (_waiting.Count > 0 && _requests < limits.Requests && (_requests == 0 || HasFullBatch())) StartRequest();
        if (_waiting.Count == 0 || _isWatched) return;

        _isWatched = true;
        _ = WatchAsync(_waiting.Peek());
    }

    private void StartRequest()
    {
        _requests++;
        var batch = Take();
        _ = Task.Run(() => SendAsync(batch));
    }

    /// <summary>One watch at a time, so that a crowd costs none: an entry that is first all the while has waited long enough.</summary>
    private async Task WatchAsync(Item first)
    {
        await Task.Delay(Patience, time).ConfigureAwait(false);
        lock (_lock)
        {
            _isWatched = false;
            if (_requests < limits.Requests && _waiting.TryPeek(out var now) && now == first) StartRequest();
            StartRequests();
        }
    }

    private bool HasFullBatch() => _waiting.Count >= limits.Entries || _waitingBytes >= limits.Bytes;

    private List<Item> Take()
    {
        var batch = new List<Item>(Math.Min(limits.Entries, _waiting.Count));
        var bytes = 0L;
        while (batch.Count < limits.Entries && _waiting.TryPeek(out var next) && bytes + next.Size <= limits.Bytes)
        {
            batch.Add(_waiting.Dequeue());
            bytes += next.Size;
        }

        _waitingBytes -= bytes;
        return batch;
    }

    private async Task SendAsync(List<Item> batch)
    {
        try
        {
            await send(batch).ConfigureAwait(false);
            foreach (var item in batch)
                item.TrySetException(new InvalidOperationException("AWS did not answer for this message of a batch; it may have accepted it"));
        }
        catch (Exception exception)
        {
            foreach (var item in batch) item.TrySetException(exception);
        }

        lock (_lock)
        {
            _requests--;
            StartRequests();
            if (_requests > 0) return;

            _idle?.SetResult();
            _idle = null;
        }
    }

    /// <summary>An entry on its way. What waits for it goes on elsewhere: it would hold up the others of the batch.</summary>
    public sealed class Item(TEntry entry, int size) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public TEntry Entry { get; } = entry;
        public int Size { get; } = size;
    }
}
