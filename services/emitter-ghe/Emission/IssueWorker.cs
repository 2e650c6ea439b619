using System.Globalization;
using System.Runtime.ExceptionServices;
using AlertResponder.Database;
using AlertResponder.Emitter.GitHub.Gateway;
using AlertResponder.Emitter.GitHub.Rendering;
using AlertResponder.Emitter.GitHub.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Emitter.GitHub.Emission;

/// <summary>
/// Leases the rows of the ledger that have something to do and has them worked on, a few side by side. Any number of workers may share a
/// database; in a process one alone looks for work and says when to rest.
/// </summary>
internal sealed class IssueWorker(
    Ledger ledger, DatabaseRetry<EmitterDbContext> retry, ReportWork work, RepositoryGuard guard, Rest rest, WorkerSetup setup, ILogger<IssueWorker> logger)
    : BackgroundService
{
    // A report waits for the database and for GitHub most of its time.
    public const int SideBySide = 8;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StoreRest = TimeSpan.FromSeconds(5);

    private readonly string _owner = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}");
    private readonly GitHubOptions _options = setup.Options.Value;
    private readonly SemaphoreSlim _free = new(SideBySide);
    private Marker? _marker;
    private Exception? _fault;
    private int _repositoryFailures;

    /// <summary>Begins to work on the next report that is due, as soon as there is room for it.</summary>
    /// <returns>How long there is nothing to begin; zero when something was begun.</returns>
    /// <exception cref="Exception">The ledger failed, in here or for a report that was begun before.</exception>
    internal async Task<TimeSpan> StepAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        var isBegun = false;
        try
        {
            if (Interlocked.Exchange(ref _fault, null) is { } fault) ExceptionDispatchInfo.Throw(fault);
            _marker ??= new Marker(await ledger.OpenAsync(cancellationToken));
            if (rest.Left > TimeSpan.Zero) return await IdleAsync(cancellationToken);
            if (await ledger.LeaseAsync(_owner, _options.Lease, cancellationToken) is not { } leased) return await IdleAsync(cancellationToken);
            if (await HoldAsync() is { } holdUntil)
            {
                rest.Until(holdUntil);
                await ledger.RecordAsync(leased, CancellationToken.None);
                return TimeSpan.Zero;
            }

            isBegun = true;
            _ = Task.Run(() => WorkAsync(leased, _marker, cancellationToken), CancellationToken.None);
            return TimeSpan.Zero;
        }
        finally
        {
            if (!isBegun) _free.Release();
        }
    }

    /// <summary>Waits until all that was begun has come to its end, or to the end of its step once the work is to stop.</summary>
    internal async Task FinishAsync()
    {
        for (var lane = 0; lane < SideBySide; lane++) await _free.WaitAsync(CancellationToken.None);
        _free.Release(SideBySide);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Log.Started(logger, _options.Repository!, _options.BaseUrl);
        try
        {
            while (true)
            {
                var pause = await TryStepAsync(stoppingToken);
                if (pause > TimeSpan.Zero) await setup.Signal.WaitAsync(pause < Poll ? pause : Poll, stoppingToken);
            }
        }
        finally
        {
            await FinishAsync();
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        base.Dispose();
        _free.Dispose();
    }

    private async Task WorkAsync(LeasedReport leased, Marker marker, CancellationToken stop)
    {
        try
        {
            await work.RunAsync(leased, marker, stop);
        }
        catch (Exception exception)
        {
            // The ledger's: the next step tells of it. The report goes on when its lease has run out.
            Interlocked.Exchange(ref _fault, exception);
        }

        _free.Release();
        setup.Signal.Wake();
    }

    private async Task<TimeSpan> TryStepAsync(CancellationToken stoppingToken)
    {
        try
        {
            // A step that failed is done again by its row in any case; an outage is waited out here, and the service is not ready in the meantime.
            return await retry.RunAsync(() => StepAsync(stoppingToken), stoppingToken);
        }
        // Whatever else the ledger's provider says, the worker outlives it.
        catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            Log.StoreFailed(logger, exception, StoreRest);
            return StoreRest;
        }
    }

    private async Task<TimeSpan> IdleAsync(CancellationToken cancellationToken)
    {
        // While reports are worked on, the end of each wakes the worker: the last one's is early enough to count what waits.
        if (_free.CurrentCount < SideBySide - 1) return rest.Left is { Ticks: > 0 } left ? left : Poll;

        var backlog = await ledger.BacklogAsync(cancellationToken);
        setup.Metrics.Waiting(backlog.Waiting);
        if (rest.Left is { Ticks: > 0 } rests) return rests;
        var wait = backlog.NextAt - setup.Time.GetUtcNow() ?? TimeSpan.MaxValue;
        return wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(1);
    }

    /// <summary>Until when nothing may be written to the repository at all; null when it may.</summary>
    private async Task<DateTimeOffset?> HoldAsync()
    {
        try
        {
            var refusal = await guard.RefusalAsync();
            _repositoryFailures = 0;
            return refusal is null ? null : setup.Time.GetUtcNow() + _options.RefusedPause;
        }
        catch (GitHubException failure)
        {
            var retryAt = setup.Time.GetUtcNow() + BackOff.Of(BackOff.First, ++_repositoryFailures);
            if (failure.RetryAt > retryAt) retryAt = failure.RetryAt.Value;
            setup.Metrics.Failed(failure.Kind.ToString());
            Log.RepositoryUnknown(logger, _options.Repository!, failure.Message, retryAt);
            return retryAt;
        }
    }
}
