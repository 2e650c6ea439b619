using AlertResponder.Emitter.GitHub.Gateway;
using AlertResponder.Emitter.GitHub.Rendering;
using AlertResponder.Emitter.GitHub.Storage;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Emitter.GitHub.Emission;

/// <summary>
/// Brings one report's issue to what the ledger wants, step by step under one lease: decide, note what is about to be done, do it. How a
/// step ended is recorded with the begin of the next one, or when the lease is given back.
/// </summary>
internal sealed class ReportWork(
    Ledger ledger, IssueWriter writer, RepositoryGuard guard, GitHubGateway gateway, Rest rest, WorkerSetup setup, ILogger<ReportWork> logger)
{
    // More than the life of a report has in a row; the others are due by then.
    private const int MostSteps = 10;

    private readonly GitHubOptions _options = setup.Options.Value;
    private readonly TimeProvider _time = setup.Time;

    /// <summary>
    /// Works until there is nothing to do, or until something else comes first, and gives the lease back. No call is cancelled: one that
    /// was begun is waited for, and its end recorded, also at a stop.
    /// </summary>
    public async Task RunAsync(LeasedReport leased, Marker marker, CancellationToken stop)
    {
        var entry = leased.Entry;
        if (entry.Place is { } place && place != guard.Place)
        {
            Log.IssueElsewhere(logger, entry.ReportId, entry.IssueNumber, place);
            (entry.SeenRevision, entry.RetryAt) = (entry.Revision, null);
            await ledger.RecordAsync(leased, CancellationToken.None);
            return;
        }

        Step step = new Step.Render();
        Step? former = null;
        try
        {
            var formerIssue = leased.FormerIssue is { } issue && issue.Place == guard.Place ? issue.Number : (int?)null;
            var body = IssueWriter.Render(() => IssueText.Body(leased.Report, formerIssue, marker.OfIssue(entry.ReportId)));
            var hash = IssueText.Hash(body);
            for (var done = 0; ; done++, former = step)
            {
                step = NextStep.Of(leased, hash, _time.GetUtcNow(), _options);
                if (step is Step.Nothing or Step.WaitUntil) (entry.SeenRevision, entry.RetryAt) = (entry.Revision, (step as Step.WaitUntil)?.At);
                else if (MayBegin(step, done, stop) && await DoAsync(leased, step, body, marker)) continue;
                if (!await ledger.RecordAsync(leased, CancellationToken.None)) Log.LeaseLost(logger, entry.ReportId, Name(former ?? step));
                return;
            }
        }
        catch (GitHubException failure)
        {
            setup.Metrics.Failed(failure.Kind.ToString());
            await FailAsync(leased, step, failure);
        }
    }

    /// <summary>What follows under the same lease has to be as if it had been leased anew: a write looks for news and for the lease itself.</summary>
    private bool MayBegin(Step step, int done, CancellationToken stop) => rest.Left == TimeSpan.Zero
        && (done == 0 || (done < MostSteps && IssueWriter.IsWrite(step) && guard.IsOpen && !stop.IsCancellationRequested));

    /// <returns>False when it may not begin now.</returns>
    private async Task<bool> DoAsync(LeasedReport leased, Step step, string body, Marker marker)
    {
        var entry = leased.Entry;
        if (IssueWriter.IsWrite(step))
        {
            var turn = await ledger.BeginWriteAsync(
                leased, row => IssueWriter.Intend(row, step, _time.GetUtcNow()), _options, _options.Lease, CancellationToken.None);
            if (turn.At is { } at) rest.Until(at);
            if (!turn.IsGranted) return false;
        }

        var change = await writer.DoAsync(leased, step, body, marker);
        rest.Taken();
        if (IssueWriter.IsWrite(step)) setup.Metrics.Wrote(Name(step));
        (entry.SeenRevision, entry.RetryAt) = (entry.Revision, _time.GetUtcNow());
        (entry.Failures, entry.Failure, entry.FailureIsPermanent) = (0, null, false);
        change(entry);
        if (entry.IssueNumber is not null) entry.Place ??= guard.Place;
        Log.StepDone(logger, entry.ReportId, Name(step), entry.IssueNumber);
        return true;
    }

    private async Task FailAsync(LeasedReport leased, Step step, GitHubException failure)
    {
        var (entry, now) = (leased.Entry, _time.GetUtcNow());
        var isCreation = step is Step.CreateIssue or Step.AddComment;
        entry.SeenRevision = entry.Revision;
        switch (failure.Kind)
        {
            case FailureKind.RateLimited:
                var until = rest.RateLimited(failure.RetryAt);
                Log.Paused(logger, failure.Message, until);
                await ledger.PauseAsync(until, CancellationToken.None);
                ForgetAttempt(entry, step);
                (entry.RetryAt, entry.Failure) = (entry.RetryAt ?? now, failure.Message);
                break;

            case FailureKind.Unknown when isCreation:
                Log.StepUnknown(logger, entry.ReportId, Name(step), failure.Message);
                (entry.RetryAt, entry.Failure) = (now + _options.LookAfter, failure.Message);
                break;

            case FailureKind.Unknown or FailureKind.NotDone:
                var retryAt = now + BackOff.Of(BackOff.First, entry.Failures + 1);
                Log.StepPutOff(logger, entry.ReportId, Name(step), failure.Message, retryAt);
                if (failure.Kind == FailureKind.NotDone) ForgetAttempt(entry, step);
                (entry.RetryAt, entry.Failures) = (retryAt, entry.Failures + 1);
                (entry.Failure, entry.FailureIsPermanent) = (failure.Message, false);
                break;

            default:
                await RefusedAsync(leased, step, failure, now);
                break;
        }

        if (!await ledger.RecordAsync(leased, CancellationToken.None)) Log.LeaseLost(logger, entry.ReportId, Name(step));
    }

    /// <summary>A refusal may be the issue's, or the whole repository's: the latter stops everything and costs no report anything.</summary>
    private async Task RefusedAsync(LeasedReport leased, Step step, GitHubException failure, DateTimeOffset now)
    {
        var entry = leased.Entry;
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
            (entry.Gone, entry.RetryAt) = (gone, null);
            return;
        }

        var retryAt = now + (refused ? _options.RefusedPause : _options.RetryPermanentAfter);
        if (refused) rest.Until(retryAt);
        else if (entry.Failure != failure.Message) Log.StepRefused(logger, entry.ReportId, Name(step), failure.Message, retryAt);
        ForgetAttempt(entry, step);
        entry.RetryAt = retryAt;
        (entry.Failures, entry.Failure, entry.FailureIsPermanent) = (entry.Failures + 1, failure.Message, true);
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

    private static string Name(Step step) => step.GetType().Name;
}
