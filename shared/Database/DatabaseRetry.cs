using AlertResponder.Database.Locations;
using AlertResponder.Database.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Database;

/// <summary>Does work again that a database refused for now.</summary>
/// <typeparam name="TContext">The context, registered by <c>AddDatabase</c>.</typeparam>
public sealed class DatabaseRetry<TContext> : IDisposable
    where TContext : DbContext
{
    // More losses of the same race in a row are no race but an error: whoever asked decides when to try again.
    private const int MaxContentions = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan FirstProbe = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(5);

    private readonly DatabaseLocation _location;
    private readonly DatabaseGate _gate;
    private readonly IServiceScopeFactory _scopes;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _disposed = new();

    internal DatabaseRetry(DatabaseLocation location, DatabaseGate gate, IServiceScopeFactory scopes, ILogger<DatabaseRetry<TContext>> logger) =>
        (_location, _gate, _scopes, _logger) = (location, gate, scopes, logger);

    /// <summary>Tells whether work that failed is done again: the database was busy or out of reach, or another transaction came first.</summary>
    /// <param name="exception">The failure.</param>
    /// <returns>Whether it will be, the first time at least.</returns>
    public bool Retries(Exception exception) => _location.Errors.IsOutage(exception) || _location.Errors.IsContention(exception);

    /// <summary>Tells whether the server has ended work that took too long, or that waited too long for what somebody else holds.</summary>
    /// <param name="exception">The failure.</param>
    /// <returns>Whether it has.</returns>
    public bool IsTimeout(Exception exception) => _location.Errors.IsTimeout(exception);

    /// <summary>
    /// Does the work, again with back-off for as long as the database is out of reach, which closes the <see cref="DatabaseGate"/>; and at once, up
    /// to five times, when another transaction came first. Other failures go through: a lock that somebody holds for long concerns this work
    /// alone.
    /// </summary>
    /// <typeparam name="T">The result.</typeparam>
    /// <param name="work">The work, from the beginning: a transaction, with a context that tracks nothing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The result of the attempt that succeeded.</returns>
    public async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);

        T result = default!;
        await RunAsync(async () => { result = await work(); }, messageId: null, cancellationToken);
        return result;
    }

    /// <summary>The same for work without a result, such as that on a message.</summary>
    /// <param name="work">The work, from the beginning: a transaction, with a context that tracks nothing.</param>
    /// <param name="messageId">The message, for the log.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A task that ends with the attempt that succeeded.</returns>
    public async Task RunAsync(Func<Task> work, Guid? messageId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await work();
                return;
            }
            catch (Exception exception) when (RetriesAfter(exception, attempt) && !cancellationToken.IsCancellationRequested)
            {
                _logger.TryingAgain(ReasonOf(exception), _location.Name, messageId, attempt);
                if (!_location.Errors.IsOutage(exception)) continue;
                ReportFailure(exception);
                // A pause in real time, also when a test has its own clock.
                await Task.Delay(Backoff.Delay(attempt, FirstPause, MaxPause), cancellationToken);
            }
        }
    }

    /// <summary>Closes the <see cref="DatabaseGate"/> until the database can be written again, when that is what a failure says.</summary>
    /// <param name="exception">A failure of work that is not done by <see cref="RunAsync{T}"/>.</param>
    public void ReportFailure(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);

        // A file is never out of reach, it can only be full or busy, and no queue holds what its process has in memory.
        if (_location.Kind == DatabaseKind.Sqlite || !_location.Errors.IsOutage(exception)) return;
        _gate.Close(typeof(TContext), async () =>
        {
            _logger.OutageBegan(_location.Name, ReasonOf(exception));
            await ProbeAsync();
            _logger.OutageEnded(_location.Name);
        });
    }

    /// <summary>Ends the probe of a database that is out of reach.</summary>
    public void Dispose()
    {
        _disposed.Cancel();
        _disposed.Dispose();
    }

    private bool RetriesAfter(Exception exception, int attempt) =>
        _location.Errors.IsOutage(exception) || (attempt < MaxContentions && _location.Errors.IsContention(exception));

    private async Task ProbeAsync()
    {
        var disposed = _disposed.Token;
        for (var attempt = 1; !disposed.IsCancellationRequested; attempt++)
        {
            await Task.Delay(Backoff.Delay(attempt, FirstProbe, MaxPause), disposed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await using var scope = _scopes.CreateAsyncScope();
                var context = scope.ServiceProvider.GetRequiredService<TContext>();
                // A write: a server may answer and yet be full, or be the standby by now.
                await context.ExecuteAsync($"UPDATE {SchemaVersion.TableOf(context)} SET version = version", disposed);
                return;
            }
            catch (Exception exception)
            {
                _logger.StillOut(_location.Name, ReasonOf(exception));
            }
        }
    }

    private static string ReasonOf(Exception exception) => exception.InnerException?.Message ?? exception.Message;
}
