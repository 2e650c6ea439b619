using System.Data.Common;
using System.Diagnostics;
using AlertResponder.Database.Locations;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Database.Errors;

/// <summary>
/// Logs that a disk is full, and which one: what fails because of it, at many places, can only say what it could not do.
/// </summary>
internal sealed class FullDiskNotice(DatabaseLocation location, ILogger<FullDiskNotice> logger) : IDbCommandInterceptor, IDbTransactionInterceptor
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private long _saidAt;

    public void CommandFailed(DbCommand command, CommandErrorEventData eventData) => Notice(eventData.Exception);

    public Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Notice(eventData.Exception);
        return Task.CompletedTask;
    }

    public void TransactionFailed(DbTransaction transaction, TransactionErrorEventData eventData) => Notice(eventData.Exception);

    public Task TransactionFailedAsync(DbTransaction transaction, TransactionErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Notice(eventData.Exception);
        return Task.CompletedTask;
    }

    private void Notice(Exception exception)
    {
        if (!location.Errors.IsDiskFull(exception)) return;

        var saidAt = Interlocked.Read(ref _saidAt);
        if (saidAt != 0 && Stopwatch.GetElapsedTime(saidAt) < Interval) return;
        if (Interlocked.CompareExchange(ref _saidAt, Stopwatch.GetTimestamp(), saidAt) == saidAt)
            logger.DiskFull(location.Name, location.Description);
    }
}
