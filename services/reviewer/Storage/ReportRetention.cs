using AlertResponder.Database;
using AlertResponder.Reviewer.Reports;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AlertResponder.Reviewer.Storage;

/// <summary>
/// Forgets reports that closed long ago, with the alerts they keep; a chunk at a time, so that nobody waits long for their rows. Any number of
/// processes may do so at once. The emitter keeps what it knows of their issues.
/// </summary>
internal sealed class ReportRetention(
    IServiceScopeFactory scopes, IOptions<ReportsOptions> options, TimeProvider time, ILogger<ReportRetention> logger) : BackgroundService
{
    private const int Chunk = 100;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Removes what is to go now.</summary>
    /// <returns>How many reports went.</returns>
    internal async Task<int> RemoveAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - options.Value.Retention;
        var removed = 0;
        for (var found = Chunk; found == Chunk;)
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<ReviewerDbContext>();
            (found, var gone) = await RemoveChunkAsync(db, before, cancellationToken);
            removed += gone;
        }

        return removed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                var removed = await RemoveAsync(stoppingToken);
                if (removed > 0) Log.ReportsRemoved(logger, removed, options.Value.Retention);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.ReportsNotRemoved(logger, exception, Interval);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static async Task<(int Found, int Gone)> RemoveChunkAsync(ReviewerDbContext db, DateTimeOffset before, CancellationToken cancellationToken)
    {
        // In another state it is being reviewed once more, and the verdict closes it again.
        var old = db.Reports.Where(report => report.CurrentState == nameof(ReportStateMachine.Closed) && report.ClosedAt < before);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var found = await old.OrderBy(report => report.ClosedAt).Take(Chunk).Select(report => report.CorrelationId).ToListAsync(cancellationToken);
        // By id, as everybody locks reports, so that two cannot wait for each other in a circle. What changed meanwhile stays.
        var ids = await old.Where(report => found.Contains(report.CorrelationId)).OrderBy(report => report.CorrelationId)
            .ForUpdate().Select(report => report.CorrelationId).ToListAsync(cancellationToken);
        var gone = await db.Reports.Where(report => ids.Contains(report.CorrelationId)).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (found.Count, gone);
    }
}
