using System.Collections.Concurrent;

namespace AlertResponder.Emission.Tests;

/// <summary>A chat that takes the same message twice as two, and a pager that takes the same page twice as one.</summary>
internal sealed class FakeChannel
{
    private readonly Lock _lock = new();
    private readonly List<(Guid Report, string Subject, long Id)> _messages = [];
    private readonly ConcurrentDictionary<Guid, bool> _pages = new();
    private int _lost;
    private int _failing;

    /// <summary>What the next calls throw instead of being done.</summary>
    public ConcurrentQueue<EmitException> Refusals { get; } = new();

    /// <summary>All that was called, in order.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    public void LoseNextAnswer() => Interlocked.Increment(ref _lost);

    public void FailNextCalls(int count) => Interlocked.Add(ref _failing, count);

    public IReadOnlyList<string> Of(Guid report)
    {
        lock (_lock) return [.. _messages.Where(message => message.Report == report).Select(message => message.Subject)];
    }

    public bool IsPaged(Guid report) => _pages.GetValueOrDefault(report);

    public Task<long> PostAsync(Guid report, string subject, string text)
    {
        text.Should().NotBeEmpty();
        Begin($"Post {subject}");
        long id;
        lock (_lock)
        {
            id = _messages.Count + 1;
            _messages.Add((report, subject, id));
        }

        if (Interlocked.Decrement(ref _lost) >= 0) throw new HttpRequestException(HttpRequestError.ResponseEnded);
        Interlocked.Increment(ref _lost);
        return Task.FromResult(id);
    }

    public Task<long?> FindAsync(Guid report, string subject)
    {
        Begin($"Find {subject}");
        lock (_lock) return Task.FromResult(_messages.Where(message => message.Report == report && message.Subject == subject).Select(message => (long?)message.Id).FirstOrDefault());
    }

    public Task PageAsync(Guid report, bool isUrgent)
    {
        Begin($"Page {isUrgent}");
        _pages[report] = isUrgent;
        return Task.CompletedTask;
    }

    private void Begin(string call)
    {
        Calls.Enqueue(call);
        if (Interlocked.Decrement(ref _failing) >= 0) throw new HttpRequestException(HttpRequestError.ConnectionError);
        Interlocked.Increment(ref _failing);
        if (Refusals.TryDequeue(out var refusal)) throw refusal;
    }
}
