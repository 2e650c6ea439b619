using System.Globalization;
using AlertResponder.Emission.Work;
using Microsoft.Extensions.Hosting;

namespace AlertResponder.Emission.Storage;

/// <summary>
/// Looks now and then for the report that is due longest and that nobody works on, apart from the worker, which may be what stands still. While the
/// target is paused nothing is due.
/// </summary>
internal sealed class LedgerWatch<TEmitter>(Ledger<TEmitter> ledger, TargetPause<TEmitter> pause, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>By the report's id.</summary>
    public OldestDueRows OldestDue { get; } = new(time);

    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        var reportId = pause.Left > TimeSpan.Zero ? null : await ledger.OldestDueAsync(cancellationToken);
        OldestDue.Found(reportId is { } id ? new() { [id.ToString("D", CultureInfo.InvariantCulture)] = 0 } : []);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The worker logs that a database fails; for how long it has been away says nothing of what was due before.
                OldestDue.Found([]);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
