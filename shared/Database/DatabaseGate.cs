using System.Collections.Concurrent;

namespace AlertResponder.Database;

/// <summary>
/// Closed while a database of this process is out of reach: what is received then could only wait in memory, so it is better left where
/// others can take it. It closes with the first failure and opens when the database answers again.
/// </summary>
public sealed class DatabaseGate
{
    private readonly ConcurrentDictionary<Type, Task> _outages = new();

    internal DatabaseGate()
    {
    }

    /// <summary>Whether every database is in reach, as far as is known.</summary>
    public bool IsOpen => _outages.IsEmpty;

    /// <summary>Waits until every database is in reach.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A task that ends when the gate is open.</returns>
    public async Task WaitOpenAsync(CancellationToken cancellationToken)
    {
        while (_outages.Values.FirstOrDefault() is { } outage) await outage.WaitAsync(cancellationToken);
    }

    internal bool IsClosedFor(Type context) => _outages.ContainsKey(context);

    /// <param name="context">Whose database is out of reach.</param>
    /// <param name="probe">Ends when it is in reach again, and never throws.</param>
    internal void Close(Type context, Func<Task> probe)
    {
        var outage = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_outages.TryAdd(context, outage.Task)) _ = OpenAfterAsync();

        async Task OpenAfterAsync()
        {
            await probe();
            _outages.TryRemove(context, out _);
            outage.SetResult();
        }
    }
}
