namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>
/// The rows that are with the transport and its consumers, so many a destination and no more: one that is slow holds back its own rows
/// only. The rest waits in the table.
/// </summary>
internal sealed class InFlightRows
{
    public const int MaxPerDestination = 1_000;

    private sealed class Rows
    {
        public HashSet<long> Ids { get; } = [];
        public bool MoreWait { get; set; }
    }

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Rows> _destinations = [];

    public int Count
    {
        get
        {
            lock (_gate) return _destinations.Values.Sum(rows => rows.Ids.Count);
        }
    }

    /// <summary>The destinations of which nothing more may go out now, each with its oldest row.</summary>
    public Dictionary<string, long> FullDestinations()
    {
        lock (_gate)
            return _destinations.Where(entry => entry.Value.Ids.Count >= MaxPerDestination).ToDictionary(entry => entry.Key, entry => entry.Value.Ids.Min());
    }

    /// <summary>Which of a destination's due rows may go out now; a full answer of the table means that more of them wait there.</summary>
    public List<long> Choose(string destination, List<long> due)
    {
        lock (_gate)
        {
            var moreWait = due.Count >= MaxPerDestination;
            if (!_destinations.TryGetValue(destination, out var rows))
            {
                if (moreWait) _destinations[destination] = new Rows { MoreWait = true };
                return due;
            }

            rows.MoreWait = moreWait;
            return [.. due.Where(id => !rows.Ids.Contains(id)).Take(MaxPerDestination - rows.Ids.Count)];
        }
    }

    /// <summary>Tells whether the row may go out; it may not when it is out already, or when its destination is full.</summary>
    public bool TryAdd(OutboxRow row)
    {
        lock (_gate)
        {
            if (!_destinations.TryGetValue(row.Destination, out var rows)) _destinations[row.Destination] = rows = new Rows();
            if (rows.Ids.Count < MaxPerDestination) return rows.Ids.Add(row.Id);
            rows.MoreWait |= !rows.Ids.Contains(row.Id);
            return false;
        }
    }

    /// <summary>Tells whether the table is to be read at once: more rows of the destination wait there, and half of its limit is free.</summary>
    public bool Remove(OutboxRow row)
    {
        lock (_gate)
        {
            if (!_destinations.TryGetValue(row.Destination, out var rows) || !rows.Ids.Remove(row.Id)) return false;
            if (rows.Ids.Count == 0) _destinations.Remove(row.Destination);
            return rows.MoreWait && rows.Ids.Count <= MaxPerDestination / 2;
        }
    }
}
