using System.Diagnostics;

namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>Remembers ids for a minute or two.</summary>
internal sealed class RecentIds
{
    private static readonly TimeSpan Generation = TimeSpan.FromMinutes(1);

    private HashSet<long> young = [];
    private HashSet<long> old = [];
    private long since = Stopwatch.GetTimestamp();

    public void Add(long id)
    {
        if (Stopwatch.GetElapsedTime(since) > Generation) (old, young, since) = (young, [], Stopwatch.GetTimestamp());
        young.Add(id);
    }

    public bool Contains(long id) => young.Contains(id) || old.Contains(id);
}
