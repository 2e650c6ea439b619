using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Reviewer.Tests;

/// <summary>Which events the reviewer logged, by their ids.</summary>
internal sealed class LoggedEvents : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<int> _ids = new();

    public bool Contains(int id) => _ids.Contains(id);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _ids.Enqueue(eventId.Id);

    public void Dispose()
    {
    }
}
