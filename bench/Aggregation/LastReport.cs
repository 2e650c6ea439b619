namespace AlertResponder.Bench.Aggregation;

/// <summary>The last report that the reviewer told of.</summary>
internal sealed class LastReport
{
    private readonly Lock _lock = new();
    private ToldReport _last = new(0, 0);

    public ToldReport Read()
    {
        lock (_lock) return _last;
    }

    /// <summary>Notes a message; the one with the most alerts is the last.</summary>
    public void Note(ToldReport told)
    {
        lock (_lock)
            if (told.AlertCount >= _last.AlertCount) _last = told;
    }
}
