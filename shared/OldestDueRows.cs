using System.Collections.Concurrent;

namespace AlertResponder;

/// <summary>
/// Since when the oldest due row of each destination has been the same one: where all goes on, another one is soon. A row that is put off is not due.
/// Compiled into every project that knows of something due.
/// </summary>
internal sealed class OldestDueRows(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (long Id, long Since)> _rows = new(StringComparer.Ordinal);

    /// <summary>The destination that has stood still longest, and for how long; null while none has a due row.</summary>
    public (string Destination, TimeSpan Age)? Longest =>
        _rows.IsEmpty ? null : _rows.Select(row => (row.Key, time.GetElapsedTime(row.Value.Since))).MaxBy(row => row.Item2);

    /// <summary>Takes what is due now: the id of the oldest row of each destination.</summary>
    public void Found(Dictionary<string, long> oldest)
    {
        foreach (var destination in _rows.Keys)
            if (!oldest.ContainsKey(destination))
                _rows.TryRemove(destination, out _);
        foreach (var (destination, id) in oldest)
            if (!_rows.TryGetValue(destination, out var known) || known.Id != id)
                _rows[destination] = (id, time.GetTimestamp());
    }
}
