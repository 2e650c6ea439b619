using System.Globalization;
using System.Runtime.ExceptionServices;
using AlertResponder.Emission.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Emission.Work;

/// <summary>
/// Leases the rows of the ledger that have something to do and has them worked on, several side by side. Any number of workers may share a
/// database; in a process one alone looks for work and says when to pause.
/// </summary>
internal sealed class LedgerWorker<TEmitter, TState>(
    EmitterOptions<TEmitter> options, Ledger<TEmitter> ledger, ReportSession<TEmitter, TState> session, TargetPause<TEmitter> pause,
    EmissionMetrics metrics, ILogger<TEmitter> logger)
    : BackgroundService
    where TEmitter : class, IEmitter<TState>
    where TState : class, new()
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StorePause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromMinutes(15);

    private readonly string _owner = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}");
    private readonly EmissionOptions _options = options.Value;
    private readonly SemaphoreSlim _free = new(options.Value.MaxConcurrency);
    private byte[]? _key;
    private Exception? _failure;
    private int _targetFailures;

    /// <summary>Begins to work on the next report that is due, as soon as there is room for it.</summary>
    /// <returns>How long there is nothing to begin; zero when something was begun.</returns>
    /// <exception cref="Exception">The ledger failed, in here or for a report that was begun before.</exception>
    internal async Task<TimeSpan> StepAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        var isBegun = false;
        try
        {
            if (Interlocked.Exchange(ref _failure, null) is { } failure) ExceptionDispatchInfo.Throw(failure);
            _key ??= await ledger.OpenAsync(cancellationToken);
            var asOf = ledger.Now;
            if (pause.Left > TimeSpan.Zero) return await IdleAsync(asOf, cancellationToken);
            if (await ledger.LeaseAsync(_owner, _options.Lease, cancellationToken) is not { } leased) return await IdleAsync(asOf, cancellationToken);
            if (await HoldAsync() is { } hold)
            {
                pause.For(hold);
                await ledger.RecordAsync(leased, dropsDocument: false, CancellationToken.None);
                return TimeSpan.Zero;
            }

            isBegun = true;
            _ = Task.Run(() => WorkAsync(leased, _key, cancellationToken), CancellationToken.None);
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
        for (var lane = 0; lane < _options.MaxConcurrency; lane++) await _free.WaitAsync(CancellationToken.None);
        _free.Release(_options.MaxConcurrency);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var wait = await TryStepAsync(stoppingToken);
                if (wait > TimeSpan.Zero) await ledger.News.WaitAsync(wait < Poll ? wait : Poll, stoppingToken);
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

    private async Task WorkAsync(LeasedReport leased, byte[] key, CancellationToken stop)
    {
        try
        {
            await session.RunAsync(leased, key, stop);
        }
        catch (Exception exception)
        {
            // The ledger's: the next step tells of it. The report goes on when its lease has run out.
            Interlocked.Exchange(ref _failure, exception);
        }

        _free.Release();
        ledger.News.Wake();
    }

    private async Task<TimeSpan> TryStepAsync(CancellationToken stoppingToken)
    {
        try
        {
            // A step that failed is done again by its row in any case; an outage is waited out here, and the service is not ready in the meantime.
            return await ledger.RetryAsync(() => StepAsync(stoppingToken), stoppingToken);
        }
        // Whatever else the ledger's provider says, the worker outlives it.
        catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            Log.StoreFailed(logger, exception, options.Name, StorePause);
            return StorePause;
        }
    }

    /// <param name="asOf">When it was last looked for a report that is due.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async Task<TimeSpan> IdleAsync(DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        // While reports are worked on, the end of each wakes the worker: the last one's is early enough to count what waits.
        if (_free.CurrentCount < _options.MaxConcurrency - 1) return pause.Left is { Ticks: > 0 } left ? left : Poll;

        var backlog = await ledger.BacklogAsync(asOf, cancellationToken);
        metrics.Waiting(options.Name, backlog.Waiting);
        if (pause.Left is { Ticks: > 0 } rest) return rest;
        var wait = backlog.NextAt - ledger.Now ?? TimeSpan.MaxValue;
        return wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(1);
    }

    /// <summary>How long nothing may be written to the target at all; null when it may.</summary>
    private async Task<TimeSpan?> HoldAsync()
    {
        if (session.Target is not { } target) return null;
        try
        {
            var refusal = await target.RefusalAsync();
            _targetFailures = 0;
            return refusal is null ? null : _options.RefusedPause;
        }
        catch (Exception exception)
        {
            var failure = EmitException.From(exception);
            metrics.Failed(options.Name, failure.Kind);
            var delay = Backoff.Delay(++_targetFailures, FirstBackoff, MaxBackoff);
            var asked = failure.RetryAfter is { } after ? (after < EmissionOptions.MaxPause ? after : EmissionOptions.MaxPause) : TimeSpan.Zero;
            return asked > delay ? asked : delay;
        }
    }
}
