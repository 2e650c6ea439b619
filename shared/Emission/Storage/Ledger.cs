using System.Security.Cryptography;
using AlertResponder.Contracts;
using AlertResponder.Database;
using AlertResponder.Emission.Work;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AlertResponder.Emission.Storage;

/// <summary>
/// An emitter's memory. Every method is one short transaction of its own, and none is ever open during a call to the target. All times are
/// those of <see cref="LedgerClock"/>.
/// </summary>
internal sealed class Ledger<TEmitter>(
    IServiceScopeFactory scopes, DatabaseRetry<LedgerContext<TEmitter>> retry, LedgerClock clock, TimeProvider time)
{
    private const int PermitsPerCleaning = 100;
    private static readonly TimeSpan MaxClockError = TimeSpan.FromMinutes(1);
    private static readonly DateTimeOffset Never = DateTimeOffset.UnixEpoch;

    public DateTimeOffset Now => clock.Now;

    /// <summary>Wakes the worker of this process.</summary>
    public WakeSignal News { get; } = new(time);

    /// <summary>Takes in what a message says. Any order and any number of repeats leave the same row; an outage of the database is waited out.</summary>
    /// <returns>Whether there was news in it.</returns>
    public Task<bool> TakeInAsync(IReportEvent message, CancellationToken cancellationToken) =>
        TakeInAsync(message.DocumentVersion, message.VerdictNumber, message.Report, cancellationToken);

    /// <summary>The same of what a message consists of.</summary>
    public Task<bool> TakeInAsync(int documentVersion, int verdictNumber, ReportDocument report, CancellationToken cancellationToken) =>
        // Again also when another process inserted the same row at the same time.
        RetryAsync(() => TryTakeInAsync(documentVersion, verdictNumber, report, cancellationToken), cancellationToken);

    /// <summary>Does work that may be begun again, for as long as the database is out of reach.</summary>
    public Task<T> RetryAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) => retry.RunAsync(work, cancellationToken);

    /// <summary>
    /// Prepares a start: the target's row stands, and what was refused is tried at once, for a new start often brings a new setting. A time
    /// that lies further ahead than any is set was written by a clock that has been set back since, and has come.
    /// </summary>
    /// <returns>The key by which the emitter knows its own again.</returns>
    public async Task<byte[]> OpenAsync(CancellationToken cancellationToken)
    {
        // Of processes that start at the same time the first one's key holds.
        await RetryAsync(() => EnsureTargetAsync(cancellationToken), cancellationToken);
        await using var scope = scopes.CreateAsyncScope();
        var db = Context(scope);
        await clock.ReadAsync(db, cancellationToken);
        var now = Now;
        var (tooLate, ahead) = (now + EmissionOptions.MaxWait + MaxClockError, now + MaxClockError);
        await db.Rows.Where(row => (row.FailureIsPermanent && row.DueAt > now) || row.DecorateAt > now || row.DueAt > tooLate)
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.DueAt, now).SetProperty(row => row.DecorateAt, row => row.DecorateAt > now ? (DateTimeOffset?)now : row.DecorateAt),
                cancellationToken);
        await db.Rows.Where(row => row.LeaseUntil > tooLate)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LeaseUntil, (DateTimeOffset?)null), cancellationToken);
        await db.Writes.Where(write => write.At > ahead).ExecuteDeleteAsync(cancellationToken);
        var tooLong = ahead + EmissionOptions.MaxPause;
        await db.Target.Where(target => target.PausedUntil > tooLong)
            .ExecuteUpdateAsync(set => set.SetProperty(target => target.PausedUntil, (DateTimeOffset?)null), cancellationToken);
        return await db.Target.Select(target => target.MarkerKey).SingleAsync(cancellationToken);
    }

    /// <summary>Leases the row that is due longest to one holder.</summary>
    /// <returns>The row; null when none is due.</returns>
    public async Task<LeasedReport?> LeaseAsync(string owner, TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = Context(scope);
        await db.Database.OpenConnectionAsync(cancellationToken); // once for all that follows
        await clock.ReadAsync(db, cancellationToken);
        var now = Now;
        while (true)
        {
            var row = await LongestDueFirst(db, now).AsNoTracking().FirstOrDefaultAsync(cancellationToken);
            if (row is null) return null;

            // News may come in between: it makes a revision that this holder has not seen.
            var fencing = row.Fencing;
            (row.LeaseOwner, row.LeaseUntil, row.Fencing) = (owner, now + duration, fencing + 1);
            var leased = await db.Rows
                .Where(other => other.ReportId == row.ReportId && other.Fencing == fencing)
                .ExecuteUpdateAsync(set => set
                    .SetProperty(other => other.LeaseOwner, owner)
                    .SetProperty(other => other.LeaseUntil, row.LeaseUntil)
                    .SetProperty(other => other.Fencing, row.Fencing), cancellationToken);
            if (leased == 0) continue; // another worker was faster

            var report = LedgerJson.Read<ReportDocument>(row.Document!);
            var former = report.PreviousReportId is not { } id ? null : await db.Rows
                .Where(other => other.ReportId == id && other.AbandonedReason == null)
                .Select(other => new FormerReport(other.State, other.Target))
                .FirstOrDefaultAsync(cancellationToken);
            return new LeasedReport(row, report, LedgerJson.Read<Dictionary<int, Verdict>>(row.Verdicts), former);
        }
    }

    /// <summary>
    /// Takes one write out of the budget and notes, before it begins, what is about to be written: a crash in between is then known. How
    /// the step before ended is saved with it, and the lease lasts from now on.
    /// </summary>
    public async Task<WritePermit> BeginWriteAsync(
        LeasedReport leased, Action<LedgerRow> intent, EmissionOptions limits, TimeSpan lease, CancellationToken cancellationToken)
    {
        var row = leased.Row;
        await using var scope = scopes.CreateAsyncScope();
        var db = Context(scope);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // The update comes first: it takes the row's lock, behind which what is read stays true until the commit.
        await db.Target.ExecuteUpdateAsync(set => set.SetProperty(target => target.Permits, target => target.Permits + 1), cancellationToken);
        var now = Now;
        var state = await PermitQuery(db, row.ReportId, limits).SingleAsync(cancellationToken);
        if (state.Permits % PermitsPerCleaning == 0)
        {
            var anHourAgo = now.AddHours(-1);
            await db.Writes.Where(write => write.At <= anHourAgo).ExecuteDeleteAsync(cancellationToken);
            state = await PermitQuery(db, row.ReportId, limits).SingleAsync(cancellationToken);
        }

        if (state.Revision != row.Revision) return WritePermit.Lost;
        if (WriteBudget.NextAt(state.Begun, state.PausedUntil, limits.WriteInterval) is var at && at > now) return WritePermit.Later(at);

        db.Add(new RecordedWrite { At = now });
        row.LeaseUntil = now + lease;
        intent(row);
        if (!await SaveAsync(db, leased, cancellationToken)) return WritePermit.Lost;
        await transaction.CommitAsync(cancellationToken);
        return WritePermit.Granted;
    }

    /// <summary>Saves what was changed in the row, and gives the lease back.</summary>
    /// <param name="leased">The row.</param>
    /// <param name="dropsDocument">Whether the snapshot is not needed any more, unless news came during the step.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False when the lease had run out and another holder has the row: nothing was recorded.</returns>
    public async Task<bool> RecordAsync(LeasedReport leased, bool dropsDocument, CancellationToken cancellationToken)
    {
        var row = leased.Row;
        await using var scope = scopes.CreateAsyncScope();
        var db = Context(scope);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        (row.LeaseOwner, row.LeaseUntil) = (null, null);
        if (!await SaveAsync(db, leased, cancellationToken)) return false;

        // News that came during the step keeps the row due.
        await db.Rows.Where(other => other.ReportId == row.ReportId && other.Revision == row.SeenRevision)
            .ExecuteUpdateAsync(set =>
            {
                set.SetProperty(other => other.NewsAt, (DateTimeOffset?)null);
                if (dropsDocument) set.SetProperty(other => other.Document, (string?)null);
            }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Keeps all workers of the ledger from writing for a time.</summary>
    public async Task PauseAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await Context(scope).Target
            .Where(target => target.PausedUntil == null || target.PausedUntil < until)
            .ExecuteUpdateAsync(set => set.SetProperty(target => target.PausedUntil, until), cancellationToken);
    }

    /// <summary>How many rows have something to do, and when the next one will be due.</summary>
    /// <param name="asOf">When it was last looked for one that is due: what has become due since counts as the next.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Backlog> BacklogAsync(DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = Context(scope);
        return new Backlog(
            await db.Rows.CountAsync(row => row.NewsAt > Never || row.DueAt > Never, cancellationToken),
            await db.Rows.Where(row => (row.NewsAt > Never || row.DueAt > Never) && (row.DueAt > asOf || row.LeaseUntil > asOf))
                .MinAsync(row => row.LeaseUntil > asOf ? row.LeaseUntil : row.DueAt, cancellationToken));
    }

    /// <summary>The report that is due longest and that nobody works on; null when there is none, or the target has asked for a pause.</summary>
    public async Task<Guid?> OldestDueAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = Context(scope);
        await clock.ReadAsync(db, cancellationToken);
        var now = Now;
        return await LongestDueFirst(db, now).Where(_ => !db.Target.Any(target => target.PausedUntil > now))
            .Select(row => (Guid?)row.ReportId).FirstOrDefaultAsync(cancellationToken);
    }

    // Each side of the first "or" has an index: a ledger of many finished reports costs nothing. "> Never" is "is not null", in a form that
    // SQLite uses the index for.
    private static IQueryable<LedgerRow> LongestDueFirst(LedgerContext db, DateTimeOffset now) => db.Rows
        .Where(row => (row.NewsAt > Never || row.DueAt <= now) && (row.LeaseUntil == null || row.LeaseUntil <= now) && row.Document != null)
        .OrderBy(row => row.NewsAt ?? row.DueAt);

    private async Task<bool> TryTakeInAsync(int documentVersion, int verdictNumber, ReportDocument report, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = Context(scope);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var rows = db.Rows.Where(row => row.ReportId == report.ReportId);
        // Behind the lock the row stays as it was read. One that a twin has just made may be missed: then the insert fails on its key, and all
        // of this is done again.
        var known = await rows.OrderBy(row => row.ReportId).ForUpdate()
            .Select(row => new { row.DocumentVersion, row.Verdicts, HasDocument = row.Document != null })
            .FirstOrDefaultAsync(cancellationToken);
        var verdicts = known is null ? [] : LedgerJson.Read<Dictionary<int, Verdict>>(known.Verdicts);
        var isNewer = known is null || known.DocumentVersion < documentVersion;
        var hasNewVerdict = verdictNumber > 0 && report.Verdict is not null && verdicts.TryAdd(verdictNumber, report.Verdict);
        if (!isNewer && !hasNewVerdict) return false;

        var (now, document, told) = (Now, LedgerJson.Write(report), LedgerJson.Write(verdicts));
        if (known is null)
        {
            db.Add(new LedgerRow { ReportId = report.ReportId, DocumentVersion = documentVersion, Verdicts = told, Document = document, NewsAt = now });
            await db.SaveChangesAsync(cancellationToken);
        }
        else
        {
            await rows.ExecuteUpdateAsync(set =>
            {
                if (isNewer) set.SetProperty(row => row.DocumentVersion, documentVersion);
                if (isNewer || !known.HasDocument) set.SetProperty(row => row.Document, document);
                if (hasNewVerdict) set.SetProperty(row => row.Verdicts, told);
                set.SetProperty(row => row.Revision, row => row.Revision + 1).SetProperty(row => row.NewsAt, row => row.NewsAt ?? now);
            }, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task<bool> EnsureTargetAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = Context(scope);
        if (await db.Target.AnyAsync(cancellationToken)) return false;
        db.Add(new TargetRow { MarkerKey = RandomNumberGenerator.GetBytes(32) });
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    private static LedgerContext<TEmitter> Context(AsyncServiceScope scope) => scope.ServiceProvider.GetRequiredService<LedgerContext<TEmitter>>();

    // Numbers grow in the order of the begins, for they are given out behind the target's lock. One that is missing counts as a write: that
    // is rare, and the safe side. A search by number costs the same however many there are.
    private static IQueryable<PermitState> PermitQuery(LedgerContext db, Guid reportId, EmissionOptions limits)
    {
        // Plain variables: what has to be computed in a query is compiled each time.
        var (minute, hour) = (limits.WritesPerMinute - 1, limits.WritesPerHour - 1);
        var newestFirst = db.Writes.OrderByDescending(write => write.Id);
        return db.Target.Select(target => new PermitState(
            target.Permits,
            target.PausedUntil,
            db.Rows.Where(row => row.ReportId == reportId).Select(row => row.Revision).Single(),
            new BegunWrites(
                newestFirst.Select(write => (DateTimeOffset?)write.At).FirstOrDefault(),
                newestFirst.Where(write => write.Id <= db.Writes.Max(last => last.Id) - minute).Select(write => (DateTimeOffset?)write.At).FirstOrDefault(),
                newestFirst.Where(write => write.Id <= db.Writes.Max(last => last.Id) - hour).Select(write => (DateTimeOffset?)write.At).FirstOrDefault())));
    }

    private static async Task<bool> SaveAsync(LedgerContext db, LeasedReport leased, CancellationToken cancellationToken)
    {
        try
        {
            db.Attach(leased.Row).OriginalValues.SetValues(leased.Saved);
            await db.SaveChangesAsync(cancellationToken);
            leased.Saved = leased.Row.Copy();
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false; // the fencing number has moved on: who has lost a lease stays without
        }
    }

    /// <summary>What decides about a permit.</summary>
    private sealed record PermitState(long Permits, DateTimeOffset? PausedUntil, int Revision, BegunWrites Begun);
}
