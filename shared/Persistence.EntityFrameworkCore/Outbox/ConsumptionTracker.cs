using System.Collections.Concurrent;
using AlertResponder.Persistence.EntityFrameworkCore.Inbox;
using MassTransit;

namespace AlertResponder.Persistence.EntityFrameworkCore.Outbox;

/// <summary>
/// Knows which endpoints take a message and which of them are not done with it yet, for a transport that forgets its queues with the
/// process. One for the whole bus: a message of one database is consumed by endpoints of another.
/// </summary>
internal sealed class ConsumptionTracker
{
    private sealed class Pending(OutboxRow row, HashSet<string> waiting, Action<MessageFault?> report)
    {
        public OutboxRow Row => row;
        public HashSet<string> Waiting => waiting;
        public MessageFault? Fault { get; set; }
        public void Report() => report(Fault);
    }

    private readonly ConcurrentDictionary<string, HashSet<Type>> _endpoints = new();
    private readonly ConcurrentDictionary<Type, string[]> _takers = new();
    private readonly Dictionary<Guid, List<Pending>> _pending = [];
    private readonly Lock _gate = new();

    public void AddEndpoint(Uri inputAddress) => _endpoints.TryAdd(EndpointNames.Of(inputAddress), []);

    public void AddMessage(Uri inputAddress, Type type)
    {
        var consumed = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Batch<>) ? type.GetGenericArguments()[0] : type;
        _endpoints.GetOrAdd(EndpointNames.Of(inputAddress), []).Add(consumed);
        _takers.Clear();
    }

    /// <summary>Tells whether anybody will consume the message; <paramref name="report"/> is then called once, when all have.</summary>
    public bool Track(OutboxRow row, Action<MessageFault?> report)
    {
        var waiting = EndpointsOf(row);
        if (waiting.Length == 0) return false;

        lock (_gate)
        {
            if (!_pending.TryGetValue(row.MessageId, out var rows)) _pending[row.MessageId] = rows = [];
            rows.Add(new Pending(row, [.. waiting], report));
        }

        return true;
    }

    public void Forget(OutboxRow row)
    {
        lock (_gate)
        {
            if (!_pending.TryGetValue(row.MessageId, out var rows)) return;
            rows.RemoveAll(entry => entry.Row == row);
            if (rows.Count == 0) _pending.Remove(row.MessageId);
        }
    }

    public void Consumed(Guid messageId, Uri inputAddress) => Settle(messageId, inputAddress, exception: null);

    /// <summary>Tells whether the message came from an outbox, whose row keeps it.</summary>
    public bool Faulted(Guid messageId, Uri inputAddress, Exception exception) => Settle(messageId, inputAddress, exception);

    private bool Settle(Guid messageId, Uri inputAddress, Exception? exception)
    {
        var endpoint = EndpointNames.Of(inputAddress);
        var found = false;
        List<Pending>? finished = null;
        lock (_gate)
        {
            if (!_pending.TryGetValue(messageId, out var rows)) return false;
            for (var i = rows.Count - 1; i >= 0; i--)
            {
                var entry = rows[i];
                if (!entry.Waiting.Remove(endpoint)) continue;
                found = true;
                if (exception is not null) entry.Fault ??= new MessageFault(endpoint, exception);
                if (entry.Waiting.Count > 0) continue;
                rows.RemoveAt(i);
                (finished ??= []).Add(entry);
            }

            if (rows.Count == 0) _pending.Remove(messageId);
        }

        finished?.ForEach(entry => entry.Report());
        return found;
    }

    private string[] EndpointsOf(OutboxRow row)
    {
        if (OutboxSender.TypeOf(row) is { } type)
            return _takers.GetOrAdd(type, published => [.. _endpoints
                .Where(endpoint => endpoint.Value.Any(taken => taken.IsAssignableFrom(published))).Select(endpoint => endpoint.Key)]);

        var name = EndpointNames.Of(new Uri(row.Destination));
        return _endpoints.ContainsKey(name) ? [name] : [];
    }
}
