using System.Diagnostics;

namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>Remembers ids for a minute or two.</summary>
internal sealed class RecentIds
{
    private static readonly TimeSpan Generation = TimeSpan.FromMinutes(1);

    private HashSet<long> _young = [];
    private HashSet<long> _old = [];
    private long _since = Stopwatch.GetTimestamp();

    public void Add(long id)
    {
        if (Stopwatch.GetElapsedTime(_since) > Generation) (_old, _young, _since) = (_young, [], Stopwatch.GetTimestamp());
        _young.Add(id);
    }

    public bool Contains(long id) => _young.Contains(id) || _old.Contains(id);
}
