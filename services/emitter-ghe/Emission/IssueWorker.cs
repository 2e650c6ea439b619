using System.Globalization;
using AlertResponder.Emitter.GitHub.Gateway;
using AlertResponder.Emitter.GitHub.Rendering;
using AlertResponder.Emitter.GitHub.Storage;
using AlertResponder.Persistence.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AlertResponder.Emitter.GitHub.Emission;

/// <summary>
/// Brings GitHub to what the ledger wants, one step of one report at a time: lease the row, decide, note what is about to be done, do
/// it, record how it ended. Any number of workers may share a database.
/// </summary>
internal sealed class IssueWorker(
    Ledger ledger, StoreRetry<EmitterDbContext> retry, IssueWriter writer, RepositoryGuard guard, GitHubGateway gateway, WorkerSetup setup,
    ILogger<IssueWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StoreRest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan RateLimitRest = TimeSpan.FromMinutes(1);

    private readonly string _owner = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}");
    private readonly GitHubOptions _options = setup.Options.Value;
    private readonly TimeProvider _time = setup.Time;
    private Marker? _marker;
    private DateTimeOffset _restUntil;
    private int _rateLimits;
    private int _repositoryFailures;

    /// <summary>Does the next step that is due.</summary>
    /// <returns>How long there is nothing to do; zero when a step was done.</returns>
    internal async Task<TimeSpan> StepAsync(CancellationToken cancellationToken)
    {
        _marker ??= new Marker(await ledger.OpenAsync(cancellationToken));
        if (_restUntil.IsToCome(_time.GetUtcNow(), _options.LongestWait)) return await IdleAsync(cancellationToken);
        if (await ledger.LeaseAsync(_owner, _options.Lease, cancellationToken) is not { } leased) return await IdleAsync(cancellationToken);
        var (entry, seen) = (leased.Entry, leased.Entry.Revision);
        if (await HoldAsync() is { } holdUntil) return await PutBackAsync(entry, holdUntil);
        if (entry.Place is { } place && place != guard.Place)
        {
            Log.IssueElsewhere(logger, entry.ReportId, entry.IssueNumber, place);
            await ledger.RecordAsync(entry, row => (row.SeenRevision, row.RetryAt) = (seen, null), cancellationToken);
            return TimeSpan.Zero;
        }

        Step step = new Step.Render();
        try
        {
            var former = leased.FormerIssue is { } issue && issue.Place == guard.Place ? issue.Number : (int?)null;
            var body = IssueWriter.Render(() => IssueText.Body(leased.Report, former, _marker.OfIssue(entry.ReportId)));
            step = NextStep.Of(leased, IssueText.Hash(body), _time.GetUtcNow(), _options);
            if (step is Step.Nothing or Step.WaitUntil)
            {
                await ledger.RecordAsync(entry, row => (row.SeenRevision, row.RetryAt) = (seen, (step as Step.WaitUntil)?.At), cancellationToken);
                return TimeSpan.Zero;
            }

            return await DoAsync(leased, step, body, _marker);
        }
        catch (GitHubException failure)
        {
            setup.Metrics.Failed(failure.Kind.ToString());
            await FailAsync(leased, step, failure);
            return TimeSpan.Zero;
        }
    }

    /// <summary>
    /// Nothing in here is cancelled: a call that was begun is waited for, and its end recorded, also at a stop.
    /// </summary>
    private async Task<TimeSpan> DoAsync(LeasedReport leased, Step step, string body, Marker marker)
    {
        var (entry, seen) = (leased.Entry, leased.Entry.Revision);
        if (IssueWriter.IsWrite(step))
        {
            var turn = await ledger.BeginWriteAsync(
                entry, row => IssueWriter.Intend(row, step, _time.GetUtcNow()), _options, _options.Lease, CancellationToken.None);
            if (turn.At is { } at) return await PutBackAsync(entry, at);
            if (!turn.IsGranted) return Lost(entry, step);
        }

        var change = await writer.DoAsync(leased, step, body, marker);
        _rateLimits = 0;
        if (IssueWriter.IsWrite(step)) setup.Metrics.Wrote(Name(step));
        var isRecorded = await ledger.RecordAsync(entry, row =>
        {
            (row.SeenRevision, row.RetryAt) = (seen, _time.GetUtcNow());
            (row.Failures, row.Failure, row.FailureIsPermanent) = (0, null, false);
            change(row);
            if (row.IssueNumber is not null) row.Place ??= guard.Place;
        }, CancellationToken.None);
        if (!isRecorded) return Lost(entry, step);
        Log.StepDone(logger, entry.ReportId, Name(step), entry.IssueNumber);
        return TimeSpan.Zero;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Log.Started(logger, _options.Repository!, _options.BaseUrl);
        while (true)
        {
            var pause = await TryStepAsync(stoppingToken);
            if (pause > TimeSpan.Zero) await setup.Signal.WaitAsync(pause < Poll ? pause : Poll, stoppingToken);
        }
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
        var backlog = await ledger.BacklogAsync(cancellationToken);
        setup.Metrics.Waiting(backlog.Waiting);
        var now = _time.GetUtcNow();
        var wait = backlog.NextAt - now ?? TimeSpan.MaxValue;
        return _restUntil.IsToCome(now, _options.LongestWait) ? _restUntil - now : wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(1);
    }

    /// <summary>Until when nothing may be written to the repository at all; null when it may.</summary>
    private async Task<DateTimeOffset?> HoldAsync()
    {
        try
        {
            var refusal = await guard.RefusalAsync();
            _repositoryFailures = 0;
            return refusal is null ? null : _time.GetUtcNow() + _options.RefusedPause;
        }
        catch (GitHubException failure)
        {
            var retryAt = _time.GetUtcNow() + BackOff(FirstBackOff, ++_repositoryFailures);
            if (failure.RetryAt > retryAt) retryAt = failure.RetryAt.Value;
            setup.Metrics.Failed(failure.Kind.ToString());
            Log.RepositoryUnknown(logger, _options.Repository!, failure.Message, retryAt);
            return retryAt;
        }
    }

    private async Task<TimeSpan> PutBackAsync(LedgerEntry entry, DateTimeOffset restUntil)
    {
        _restUntil = restUntil;
        await ledger.RecordAsync(entry, _ => { }, CancellationToken.None);
        return TimeSpan.Zero;
    }

    private TimeSpan Lost(LedgerEntry entry, Step step)
    {
        Log.LeaseLost(logger, entry.ReportId, Name(step));
        return TimeSpan.Zero;
    }

    private async Task FailAsync(LeasedReport leased, Step step, GitHubException failure)
    {
        var (entry, now) = (leased.Entry, _time.GetUtcNow());
        var isCreation = step is Step.CreateIssue or Step.AddComment;
        switch (failure.Kind)
        {
            case FailureKind.RateLimited:
                var until = failure.RetryAt is { } at && at > now ? at : now + BackOff(RateLimitRest, ++_rateLimits);
                Log.Paused(logger, failure.Message, until);
                _restUntil = until;
                await ledger.PauseAsync(until, CancellationToken.None);
                await RecordAsync(row =>
                {
                    ForgetAttempt(row, step);
                    row.Failure = failure.Message;
                });
                break;

            case FailureKind.Unknown when isCreation:
                Log.StepUnknown(logger, entry.ReportId, Name(step), failure.Message);
                await RecordAsync(row => (row.RetryAt, row.Failure) = (now + _options.LookAfter, failure.Message));
                break;

            case FailureKind.Unknown or FailureKind.NotDone:
                var retryAt = now + BackOff(FirstBackOff, entry.Failures + 1);
                Log.StepPutOff(logger, entry.ReportId, Name(step), failure.Message, retryAt);
                await RecordAsync(row =>
                {
                    if (failure.Kind == FailureKind.NotDone) ForgetAttempt(row, step);
                    (row.RetryAt, row.Failures) = (retryAt, row.Failures + 1);
                    (row.Failure, row.FailureIsPermanent) = (failure.Message, false);
                });
                break;

            default:
                await RefusedAsync(leased, step, failure, now);
                break;
        }

        async Task RecordAsync(Action<LedgerEntry> change)
        {
            var seen = entry.Revision;
            if (!await ledger.RecordAsync(entry, row =>
            {
                row.SeenRevision = seen;
                row.RetryAt ??= now;
                change(row);
            }, CancellationToken.None)) Lost(entry, step);
        }
    }

    /// <summary>A refusal may be the issue's, or the whole repository's: the latter stops everything and costs no report anything.</summary>
    private async Task RefusedAsync(LeasedReport leased, Step step, GitHubException failure, DateTimeOffset now)
    {
        var (entry, seen) = (leased.Entry, leased.Entry.Revision);
        var (refused, gone) = (true, (string?)null);
        try
        {
            refused = await guard.RefusalAsync(again: true) is not null;
            if (!refused && failure.Kind == FailureKind.NotThere && entry.IssueNumber is { } number)
                gone = await GoneAsync(number, is404Final: entry.FailureIsPermanent);
        }
        catch (GitHubException)
        {
            // It cannot be told now; the rest is as after any refusal.
        }

        if (gone is not null)
        {
            Log.IssueGone(logger, entry.ReportId, entry.IssueNumber, gone);
            await ledger.RecordAsync(entry, row => (row.Gone, row.SeenRevision, row.RetryAt) = (gone, seen, null), CancellationToken.None);
            return;
        }

        var retryAt = now + (refused ? _options.RefusedPause : _options.RetryPermanentAfter);
        if (refused) _restUntil = retryAt;
        else if (entry.Failure != failure.Message) Log.StepRefused(logger, entry.ReportId, Name(step), failure.Message, retryAt);
        await ledger.RecordAsync(entry, row =>
        {
            ForgetAttempt(row, step);
            (row.SeenRevision, row.RetryAt) = (seen, retryAt);
            (row.Failures, row.Failure, row.FailureIsPermanent) = (row.Failures + 1, failure.Message, true);
        }, CancellationToken.None);
    }

    /// <summary>
    /// Whether the issue is gone. 410 and a move are GitHub's plain word; a 404 may be a replica that has not heard of a new issue
    /// yet, so it has to come again at the next try.
    /// </summary>
    private async Task<string?> GoneAsync(int number, bool is404Final)
    {
        try
        {
            await gateway.IssueAsync(number);
            return null;
        }
        catch (GitHubException failure) when (failure.Kind == FailureKind.NotThere)
        {
            return failure.Status != 404 || is404Final ? failure.Message : null;
        }
    }

    /// <summary>The call was surely not done. A repeat stays what it is: the end of the attempt before it is still unknown.</summary>
    private static void ForgetAttempt(LedgerEntry entry, Step step)
    {
        if (step is Step.CreateIssue { IsRepeat: false } or Step.AddComment { IsRepeat: false })
            (entry.Attempt, entry.AttemptVerdict, entry.AttemptAt, entry.AttemptedSince) = (CallKind.None, 0, null, null);
        if (step is Step.Close) entry.ClosingAt = null;
    }

    private static TimeSpan BackOff(TimeSpan first, int times)
    {
        var wait = first * Math.Pow(2, Math.Min(times, 10) - 1);
        return wait < LongestBackOff ? wait : LongestBackOff;
    }

    private static string Name(Step step) => step.GetType().Name;
}
