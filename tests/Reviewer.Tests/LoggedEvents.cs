using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Reviewer.Tests;

/// <summary>What the reviewer logged.</summary>
internal sealed class LoggedEvents : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(int Id, string Line)> _events = new();

    public bool Contains(int id) => _events.Any(one => one.Id == id);

    /// <summary>The lines of the reviewer's own events.</summary>
    public IEnumerable<string> Lines => _events.Where(one => one.Id is >= 1200 and < 1300).Select(one => one.Line);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _events.Enqueue((eventId.Id, eventId.Id is >= 1200 and < 1300 ? formatter(state, exception) : ""));

    public void Dispose()
    {
    }
}
