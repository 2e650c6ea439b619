using System.Security.Cryptography;
using System.Text.Json;
using AlertResponder.Contracts;
using AlertResponder.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AlertResponder.Emitter.GitHub.Storage;

/// <summary>
/// The emitter's memory. Every method is one short transaction of its own, and none is ever open during a call to GitHub.
/// </summary>
internal sealed class Ledger(
    IServiceScopeFactory scopes, DatabaseRetry<EmitterDbContext> retry, IOptions<GitHubOptions> options, TimeProvider time)
{
    private const int TurnsPerCleaning = 100;
    private static readonly DateTimeOffset Never = DateTimeOffset.UnixEpoch;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Takes in what a message says. Any order and any number of repeats leave the same rows; an outage of the database is waited out.</summary>
    /// <returns>Whether there was news in it.</returns>
    public Task<bool> TakeInAsync(int documentVersion, int verdictNumber, ReportDocument report, CancellationToken cancellationToken) =>
        // Again also when another process inserted the same row at the same time.
        retry.RunAsync(() => TryTakeInAsync(documentVersion, verdictNumber, report, cancellationToken), cancellationToken);

    private async Task<bool> TryTakeInAsync(int documentVersion, int verdictNumber, ReportDocument report, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EmitterDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var now = time.GetUtcNow();
        var entries = db.Entries.Where(entry => entry.ReportId == report.ReportId);
        // Behind the lock the row stays as it was read. A verdict that a twin has just stored, or a row that it has just made, may be missed:
        // then the insert fails on its key, and all of this is done again.
        var known = await entries.OrderBy(entry => entry.ReportId).ForUpdate().Select(entry => new
        {
            entry.DocumentVersion,
            HasVerdict = db.Verdicts.Any(verdict => verdict.ReportId == report.ReportId && verdict.VerdictNumber == verdictNumber),
        }).FirstOrDefaultAsync(cancellationToken);
        var isNewer = known is null || known.DocumentVersion < documentVersion;
        var newVerdict = known is not { HasVerdict: true } && verdictNumber > 0 ? report.Verdict : null;
        if (!isNewer && newVerdict is null) return false;

        var document = JsonSerializer.Serialize(report, Json);
        if (known is null)
        {
            db.Add(new LedgerEntry { ReportId = report.ReportId, DocumentVersion = documentVersion, Document = document, NewsAt = now });
        }
        else
        {
            await entries.ExecuteUpdateAsync(set =>
            {
                if (isNewer) set.SetProperty(entry => entry.DocumentVersion, documentVersion).SetProperty(entry => entry.Document, document);
                set.SetProperty(entry => entry.Revision, entry => entry.Revision + 1)
                    .SetProperty(entry => entry.NewsAt, entry => entry.NewsAt ?? now);
            }, cancellationToken);
        }

        if (newVerdict is not null)
            db.Add(new LedgerVerdict { ReportId = report.ReportId, VerdictNumber = verdictNumber, Verdict = JsonSerializer.Serialize(newVerdict, Json) });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Leases the row that is due longest to one holder.</summary>
    /// <returns>The row; null when none is due.</returns>
    public async Task<LeasedReport?> LeaseAsync(string owner, TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EmitterDbContext>();
        await db.Database.OpenConnectionAsync(cancellationToken); // once for all that follows
        var now = time.GetUtcNow();
        while (true)
        {
            var entry = await Due(db, now, options.Value).AsNoTracking()
                .OrderBy(row => row.NewsAt ?? row.RetryAt)
                .FirstOrDefaultAsync(cancellationToken);
            if (entry is null) return null;

            // News may come in between: it makes a revision that this holder has not seen.
            var fencing = entry.Fencing;
            (entry.LeaseOwner, entry.LeaseUntil, entry.Fencing) = (owner, now + duration, fencing + 1);
            var leased = await db.Entries
                .Where(row => row.ReportId == entry.ReportId && row.Fencing == fencing)
                .ExecuteUpdateAsync(set => set
                    .SetProperty(row => row.LeaseOwner, owner)
                    .SetProperty(row => row.LeaseUntil, entry.LeaseUntil)
                    .SetProperty(row => row.Fencing, entry.Fencing), cancellationToken);
            if (leased == 0) continue; // another worker was faster

            var verdicts = await db.Verdicts.AsNoTracking()
                .Where(verdict => verdict.ReportId == entry.ReportId)
                .ToDictionaryAsync(verdict => verdict.VerdictNumber, verdict => Read<Verdict>(verdict.Verdict), cancellationToken);
            var report = Read<ReportDocument>(entry.Document);
            var formerIssue = report.PreviousReportId is not { } former ? null : await db.Entries
                .Where(row => row.ReportId == former && row.Gone == null && row.IssueNumber != null)
                .Select(row => new FormerIssue(row.IssueNumber!.Value, row.Place))
                .FirstOrDefaultAsync(cancellationToken);
            return new LeasedReport(entry, report, verdicts, formerIssue);
        }
    }

    /// <summary>
    /// Takes one write out of the budget and notes, before it begins, what is about to be written: a crash in between is then known. How
    /// the step before ended is saved with it, and the lease lasts from now on.
    /// </summary>
    public async Task<Turn> BeginWriteAsync(
        LeasedReport leased, Action<LedgerEntry> intent, GitHubOptions limits, TimeSpan lease, CancellationToken cancellationToken)
    {
        var entry = leased.Entry;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EmitterDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // The update comes first: it takes the row's lock, behind which what is read stays true until the commit.
        await db.Gate.ExecuteUpdateAsync(set => set.SetProperty(gate => gate.Turns, gate => gate.Turns + 1), cancellationToken);
        var now = time.GetUtcNow();
        var (anHourAgo, ahead) = (now.AddHours(-1), now + ClockJump.Tolerance);
        var turn = await TurnQuery(db, entry.ReportId, limits).SingleAsync(cancellationToken);
        if (turn.Turns % TurnsPerCleaning == 0 || turn.Begun.Latest > ahead)
        {
            await db.Writes.Where(write => write.At <= anHourAgo || write.At > ahead).ExecuteDeleteAsync(cancellationToken);
            turn = await TurnQuery(db, entry.ReportId, limits).SingleAsync(cancellationToken);
        }

        var pausedUntil = turn.PausedUntil is { } paused && paused.IsToCome(now, GitHubOptions.LongestPause) ? turn.PausedUntil : null;
        if (turn.Revision != entry.Revision) return Turn.Lost;
        if (WriteBudget.NextAt(turn.Begun, pausedUntil, limits.WriteInterval) is var at && at > now) return Turn.Later(at);

        db.Add(new BegunWrite { At = now });
        entry.LeaseUntil = now + lease;
        intent(entry);
        if (!await SaveAsync(db, leased, cancellationToken)) return Turn.Lost;
        await transaction.CommitAsync(cancellationToken);
        return Turn.Granted;
    }

    /// <summary>Saves what was changed in the row, and gives the lease back.</summary>
    /// <returns>False when the lease had run out and another holder has the row: nothing was recorded.</returns>
    public async Task<bool> RecordAsync(LeasedReport leased, CancellationToken cancellationToken)
    {
        var entry = leased.Entry;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EmitterDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        (entry.LeaseOwner, entry.LeaseUntil) = (null, null);
        if (!await SaveAsync(db, leased, cancellationToken)) return false;

        // News that came during the step keeps the row due.
        await db.Entries.Where(row => row.ReportId == entry.ReportId && row.Revision == entry.SeenRevision)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.NewsAt, (DateTimeOffset?)null), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task PauseAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var ahead = time.GetUtcNow() + GitHubOptions.LongestPause + ClockJump.Tolerance;
        await scope.ServiceProvider.GetRequiredService<EmitterDbContext>().Gate
            .Where(gate => gate.PausedUntil == null || gate.PausedUntil < until || gate.PausedUntil > ahead)
            .ExecuteUpdateAsync(set => set.SetProperty(gate => gate.PausedUntil, until), cancellationToken);
    }

    /// <summary>How many rows have something to do, and when the next one will be due.</summary>
    public async Task<Backlog> BacklogAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EmitterDbContext>();
        var now = time.GetUtcNow();
        return new Backlog(
            await db.Entries.CountAsync(entry => entry.NewsAt > Never || entry.RetryAt > Never, cancellationToken),
            await db.Entries.Where(entry => (entry.NewsAt > Never || entry.RetryAt > Never) && (entry.RetryAt > now || entry.LeaseUntil > now))
                .MinAsync(entry => entry.LeaseUntil > now ? entry.LeaseUntil : entry.RetryAt, cancellationToken));
    }

    /// <summary>
    /// Prepares a start: the gate's row stands, and what failed for good is tried at once, for a new start often brings a new setting.
    /// </summary>
    /// <returns>The key of the markers.</returns>
    public async Task<byte[]> OpenAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EmitterDbContext>();
        // Of processes that start at the same time the first one's key holds.
        await retry.RunAsync(() => EnsureGateAsync(cancellationToken), cancellationToken);
        var now = time.GetUtcNow();
        await db.Entries.Where(entry => entry.FailureIsPermanent && entry.RetryAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(entry => entry.RetryAt, now), cancellationToken);
        return await db.Gate.Select(gate => gate.MarkerKey).SingleAsync(cancellationToken);
    }

    private async Task<bool> EnsureGateAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EmitterDbContext>();
        if (await db.Gate.AnyAsync(cancellationToken)) return false;
        db.Add(new WriteGate { MarkerKey = RandomNumberGenerator.GetBytes(32) });
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    // Each side of the "or" has an index: a ledger of many finished reports costs nothing. "> Never" is "is not null", in a form that
    // SQLite uses the index for.
    private static IQueryable<LedgerEntry> Due(EmitterDbContext db, DateTimeOffset now, GitHubOptions options)
    {
        var noRetry = now + options.LongestWait + ClockJump.Tolerance;
        var noLease = now + GitHubOptions.LongestLease + ClockJump.Tolerance;
        return db.Entries.Where(entry =>
            (entry.NewsAt > Never || entry.RetryAt <= now || entry.RetryAt > noRetry)
            && (entry.LeaseUntil == null || entry.LeaseUntil <= now || entry.LeaseUntil > noLease));
    }

    // Numbers grow in the order of the begins, for they are given out behind the gate's lock. One that is missing counts as a write: that
    // is rare, and the safe side. A search by number costs the same however many there are.
    private static IQueryable<TurnState> TurnQuery(EmitterDbContext db, Guid reportId, GitHubOptions limits)
    {
        // Plain variables: what has to be computed in a query is compiled each time.
        var (minute, hour) = (limits.WritesPerMinute - 1, limits.WritesPerHour - 1);
        var newestFirst = db.Writes.OrderByDescending(write => write.Id);
        return db.Gate.Select(gate => new TurnState(
            gate.Turns,
            gate.PausedUntil,
            db.Entries.Where(row => row.ReportId == reportId).Select(row => row.Revision).Single(),
            new BegunWrites(
                newestFirst.Select(write => (DateTimeOffset?)write.At).FirstOrDefault(),
                newestFirst.Where(write => write.Id <= db.Writes.Max(last => last.Id) - minute).Select(write => (DateTimeOffset?)write.At).FirstOrDefault(),
                newestFirst.Where(write => write.Id <= db.Writes.Max(last => last.Id) - hour).Select(write => (DateTimeOffset?)write.At).FirstOrDefault())));
    }

    private static async Task<bool> SaveAsync(EmitterDbContext db, LeasedReport leased, CancellationToken cancellationToken)
    {
        try
        {
            db.Attach(leased.Entry).OriginalValues.SetValues(leased.Saved);
            await db.SaveChangesAsync(cancellationToken);
            leased.Saved = leased.Entry.Copy();
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false; // the fencing number has moved on: who has lost a lease stays without
        }
    }

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Json)!;

    /// <summary>What decides about a turn.</summary>
    private sealed record TurnState(long Turns, DateTimeOffset? PausedUntil, int Revision, BegunWrites Begun);
}
