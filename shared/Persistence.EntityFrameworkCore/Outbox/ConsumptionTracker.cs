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
    private sealed class Pending(OutboxRow row, HashSet<string> waiting, Action<OutboxOutcome> report)
    {
        public OutboxOutcome Outcome { get; set; } = new(row);
        public HashSet<string> Waiting => waiting;
        public void Report() => report(Outcome);
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
    public bool Track(OutboxRow row, Action<OutboxOutcome> report)
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
            rows.RemoveAll(entry => entry.Outcome.Row == row);
            if (rows.Count == 0) _pending.Remove(row.MessageId);
        }
    }

    /// <summary>How often the row that an endpoint got its message from was tried before; null when it came from no outbox.</summary>
    public int? AttemptsOf(Guid messageId, Uri inputAddress)
    {
        var endpoint = EndpointNames.Of(inputAddress);
        lock (_gate)
            return _pending.GetValueOrDefault(messageId)?.FindLast(entry => entry.Waiting.Contains(endpoint))?.Outcome.Row.Attempts;
    }

    public void Consumed(Guid messageId, Uri inputAddress) => Settle(messageId, inputAddress, (_, outcome) => outcome);

    /// <summary>The endpoint wants the message once more, later; the others that took it are done with it, and drop it by their inboxes.</summary>
    public void PutBack(Guid messageId, Uri inputAddress, TimeSpan delay) => Settle(
        messageId, inputAddress, (_, outcome) => outcome with { RedeliverAfter = outcome.RedeliverAfter > delay ? outcome.RedeliverAfter : delay });

    /// <summary>Tells whether the message came from an outbox, whose row keeps it.</summary>
    public bool Faulted(Guid messageId, Uri inputAddress, Exception exception) => Settle(
        messageId, inputAddress, (endpoint, outcome) => outcome with { Fault = outcome.Fault ?? new MessageFault(endpoint, exception) });

    private bool Settle(Guid messageId, Uri inputAddress, Func<string, OutboxOutcome, OutboxOutcome> settle)
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
                entry.Outcome = settle(endpoint, entry.Outcome);
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
