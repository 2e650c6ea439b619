using System.Threading.Channels;

namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>
/// Hands committed rows to the delivery in the same process, which then need not read them. Nobody may be there to take them, or not enough
/// may fit: the table is the truth, and what is not taken here is found there.
/// </summary>
internal sealed class OutboxHandover
{
    private const int MaxRows = 10_000;

    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock _gate = new();
    private List<OutboxRow> _rows = [];
    private bool _overflowed;
    private Task<bool>? _waiting;

    /// <summary>Offers what is due immediately of the rows that were committed.</summary>
    public void Offer(IEnumerable<OutboxRow> rows)
    {
        var committed = rows.Where(row => row.AvailableAt == OutboxRow.DueImmediately).ToList();
        if (committed.Count == 0) return;
        lock (_gate)
        {
            if (_rows.Count + committed.Count <= MaxRows) _rows.AddRange(committed);
            else _overflowed = true;
        }

        Wake();
    }

    public void Wake() => _signal.Writer.TryWrite(true);

    /// <summary>Takes what was offered, and tells whether something was offered that did not fit.</summary>
    public (List<OutboxRow> Rows, bool Overflowed) Take()
    {
        lock (_gate)
        {
            var taken = (_rows, _overflowed);
            _rows = [];
            _overflowed = false;
            return taken;
        }
    }

    /// <summary>Waits for something to take or for the tick, whichever comes first. Called by one reader at a time.</summary>
    public async Task WaitAsync(Task tick, CancellationToken cancellationToken)
    {
        // Kept when the tick wins: a new waiter each time would pile up in a channel that stays quiet for days.
        if (_waiting is null || _waiting.IsCompleted) _waiting = _signal.Reader.WaitToReadAsync(cancellationToken).AsTask();
        await Task.WhenAny(_waiting, tick);
        cancellationToken.ThrowIfCancellationRequested();
        _signal.Reader.TryRead(out _);
    }
}
