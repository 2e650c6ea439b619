using AlertResponder.Contracts;
using AlertResponder.Emission.Storage;
using Microsoft.Extensions.Logging;

namespace AlertResponder.Emission.Work;

/// <summary>
/// Brings the target to what the ledger wants of one report, step by step under one lease: decide, note what is about to be done, do it. How a
/// step ended is recorded with the begin of the next one, or when the lease is given back.
/// </summary>
internal sealed class ReportSession<TEmitter, TState>(
    TEmitter emitter, EmitterOptions<TEmitter> options, Ledger<TEmitter> ledger, TargetPause<TEmitter> pause, PlaceReport<TEmitter> places,
    EmissionMetrics metrics, ILogger<TEmitter> logger)
    where TEmitter : class, IEmitter<TState>
    where TState : class, new()
{
    // More than the life of a report has in a row; the others are due by then.
    private const int MaxSteps = 10;
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan ContradictedBackoff = TimeSpan.FromMinutes(1);

    private readonly EmissionOptions _options = options.Value;

    /// <summary>The emitter, where its target may refuse as a whole.</summary>
    public IEmitTarget? Target { get; } = emitter as IEmitTarget;

    /// <summary>
    /// Works until there is nothing to do, or until something else comes first, and gives the lease back. No call is cancelled: one that
    /// was begun is waited for, and its outcome recorded, also at a stop.
    /// </summary>
    public async Task RunAsync(LeasedReport leased, ReadOnlyMemory<byte> key, CancellationToken stop)
    {
        var row = leased.Row;
        var open = new OpenReport<TState>(leased, Target?.Key, key);
        var deciding = new Move<TState>(MoveKind.Wait);
        var (move, before, lastStep) = (deciding, row.State, (string?)null);
        try
        {
            for (var done = 0; ; done++)
            {
                (move, before) = (deciding, row.State);
                move = Decide(open);
                if (move.Step is null)
                {
                    if (move.Kind == MoveKind.Idle) move = await SendPlaceAsync(open, move);
                    Settle(open, move);
                }
                else if (MayBegin(move, done, stop) && await DoAsync(open, move, move.Step))
                {
                    lastStep = move.Step.Name;
                    continue;
                }

                break;
            }
        }
        catch (EmitException failure)
        {
            metrics.Failed(options.Name, failure.Kind);
            await FailAsync(open, move, before, failure);
            lastStep = Name(move);
        }

        var isApplied = move is { Kind: MoveKind.Idle, At: null } && leased.Report.Status == ReportStatus.Closed;
        if (!await ledger.RecordAsync(leased, isApplied, CancellationToken.None)) Log.LeaseLost(logger, row.ReportId, lastStep ?? Name(move));
    }

    private Move<TState> Decide(OpenReport<TState> open)
    {
        var row = open.Row;
        if (row.Target is { } written && written != Target?.Key)
        {
            Log.WrittenElsewhere(logger, row.ReportId, emitter.Locate(open.State), written);
            return new(MoveKind.Wait);
        }

        Move<TState> move = new(MoveKind.Wait);
        Ask(() => move = NextMove.Of(emitter, open, ledger.Now, _options), "its next step cannot be decided");
        return move;
    }

    /// <summary>Runs the emitter's own code. A document that it cannot work with must not stop the others: it fails, alone.</summary>
    private static void Ask(Action code, string error, EmitFailure kind = EmitFailure.Refused)
    {
        try
        {
            code();
        }
        catch (Exception exception)
        {
            throw new EmitException(kind, $"{error}: {exception.GetType().Name}", exception);
        }
    }

    private async Task<Move<TState>> SendPlaceAsync(OpenReport<TState> open, Move<TState> move)
    {
        if (open.Row.AbandonedReason is not null) return move;
        var retryAt = await places.SendAsync(open.Leased, emitter.Locate(open.State));
        return retryAt is null || move.At < retryAt ? move : move with { At = retryAt };
    }

    private void Settle(OpenReport<TState> open, Move<TState> move)
    {
        if (move.Kind == MoveKind.Idle) open.ClearUnwanted(ledger.Now);
        (open.Row.SeenRevision, open.Row.DueAt) = (open.Row.Revision, move.At);
    }

    /// <summary>What follows under the same lease has to be as if it had been leased anew: a write looks for news and for the lease itself.</summary>
    private bool MayBegin(Move<TState> move, int done, CancellationToken stop) => pause.Left == TimeSpan.Zero
        && (done == 0 || (done < MaxSteps && move.IsWrite && Target is null or { IsOpen: true } && !stop.IsCancellationRequested));

    /// <returns>False when it may not begin now.</returns>
    private async Task<bool> DoAsync(OpenReport<TState> open, Move<TState> move, EmitStep<TState> step)
    {
        var row = open.Row;
        if (move.IsWrite)
        {
            var permit = await ledger.BeginWriteAsync(
                open.Leased, _ => Ask(() => open.Intend(move, ledger.Now), "its intent cannot be noted"), _options, _options.Lease, CancellationToken.None);
            if (permit.At is { } at) pause.For(at - ledger.Now);
            if (!permit.IsGranted) return false;
        }

        var change = await CallAsync(move, step, row.WriteSince);
        var now = ledger.Now;
        if (move.IsWrite) metrics.Wrote(options.Name, step.Name);
        (row.SeenRevision, row.DueAt) = (row.Revision, now);
        if (change is null)
        {
            open.LookedInVain(now, _options);
        }
        else
        {
            Ask(() => open.Apply(move, change, now, _options), "what was done cannot be noted", EmitFailure.Unknown);
            row.Target ??= Target?.Key;
        }

        (row.Failures, row.Failure, row.FailureIsPermanent) = (0, null, false);
        Log.StepDone(logger, row.ReportId, Name(move), emitter.Locate(open.State));
        return true;
    }

    private async Task<Action<TState>?> CallAsync(Move<TState> move, EmitStep<TState> step, DateTimeOffset? since)
    {
        if (move.Kind == MoveKind.Presume) return step.Presumed;
        try
        {
            var change = move.Kind == MoveKind.LookUp
                ? await step.Find!(since ?? ledger.Now)
                // Nothing would mean that it was looked for in vain, and it would be done again and again.
                : await step.Call() ?? throw new InvalidOperationException("a call says what it changes in the state");
            pause.Taken();
            return change;
        }
        catch (Exception exception)
        {
            throw EmitException.From(exception);
        }
    }

    private async Task FailAsync(OpenReport<TState> open, Move<TState> move, string before, EmitException failure)
    {
        var (row, now) = (open.Row, ledger.Now);
        row.SeenRevision = row.Revision;
        switch (failure.Kind)
        {
            case EmitFailure.RateLimited:
                await PauseAsync(failure);
                open.Forget(move, before);
                (row.DueAt, row.Failure) = (row.DueAt ?? now, failure.Message);
                break;

            case EmitFailure.Unknown when move is { Kind: MoveKind.Call, Step.IsRecorded: true }:
                Log.OutcomeUnknown(logger, row.ReportId, Name(move), failure.Message);
                (row.DueAt, row.Failure) = (now + (move.Step.Find is null ? TimeSpan.Zero : _options.LookAfter.Value), failure.Message);
                break;

            case EmitFailure.Unknown or EmitFailure.NotDone:
                if (failure.RetryAfter is not null) await PauseAsync(failure);
                if (failure.Kind == EmitFailure.NotDone) open.Forget(move, before);
                if (move.Step?.Retries is not { } retries) PutOff(row, move, failure, now + Backoff.Delay(row.Failures + 1, FirstBackoff, MaxBackoff));
                else if (row.Failures < retries.Delays.Count) PutOff(row, move, failure, now + Backoff.Delay(1, retries.Delays[row.Failures], retries.Delays[row.Failures]));
                else GiveUp(open, move, retries, failure);
                break;

            default:
                await RefusedAsync(open, move, before, failure);
                break;
        }
    }

    private async Task PauseAsync(EmitException failure)
    {
        var until = ledger.Now + pause.RateLimited(failure.RetryAfter);
        Log.Paused(logger, options.Name, failure.Message, until);
        await ledger.PauseAsync(until, CancellationToken.None);
    }

    private void GiveUp(OpenReport<TState> open, Move<TState> move, EmitRetries<TState> retries, EmitException failure)
    {
        var (row, now) = (open.Row, ledger.Now);
        Log.GivenUp(logger, row.ReportId, Name(move), options.Name, row.Failures + 1, failure.Message);
        metrics.GaveUp(options.Name, Name(move));
        open.Apply(move, retries.GiveUp, now, _options);
        (row.DueAt, row.Failures, row.Failure, row.FailureIsPermanent) = (now, 0, failure.Message, false);
    }

    private void PutOff(LedgerRow row, Move<TState> move, EmitException failure, DateTimeOffset retryAt)
    {
        Log.StepPutOff(logger, row.ReportId, Name(move), failure.Message, retryAt);
        (row.DueAt, row.Failures, row.Failure, row.FailureIsPermanent) = (retryAt, row.Failures + 1, failure.Message, false);
    }

    /// <summary>A refusal may be the report's, or the whole target's: the latter stops everything and costs no report anything.</summary>
    private async Task RefusedAsync(OpenReport<TState> open, Move<TState> move, string before, EmitException failure)
    {
        var (row, isTargets) = (open.Row, await IsRefusedByTargetAsync());
        var now = ledger.Now;
        if (!isTargets && failure.Kind == EmitFailure.Gone)
        {
            Log.Abandoned(logger, row.ReportId, emitter.Locate(open.State), failure.Message);
            (row.AbandonedReason, row.DueAt) = (failure.Message, null);
            return;
        }

        open.Forget(move, before);
        var retryAt = now + (isTargets ? _options.RefusedPause : _options.RetryPermanentAfter);
        if (!isTargets && move.Step is { IsDecoration: true } decoration)
        {
            if (open.PassBy(decoration.Name, retryAt)) Log.PassedBy(logger, row.ReportId, decoration.Name, failure.Message, retryAt);
            row.DueAt = now;
            return;
        }

        // The target as a whole is there and takes who asks: that this call was not taken is a slip, unless it comes again.
        if (!isTargets && Target is not null && row is { Failures: 0 } && failure is { Status: 401 or 404 or 410 })
        {
            PutOff(row, move, failure, now + ContradictedBackoff);
            return;
        }

        if (isTargets) pause.For(retryAt - now);
        else if (!row.FailureIsPermanent || row.Failure != failure.Message) Log.StepRefused(logger, row.ReportId, Name(move), failure.Message, retryAt);
        row.DueAt = retryAt;
        (row.Failures, row.Failure, row.FailureIsPermanent) = (row.Failures + 1, failure.Message, true);
    }

    private async Task<bool> IsRefusedByTargetAsync()
    {
        try
        {
            return Target is not null && await Target.RefusalAsync(again: true) is not null;
        }
        catch (Exception)
        {
            return true; // it cannot be said now: nothing is sent for a while
        }
    }

    private static string Name(Move<TState> move) => (move.Kind, move.Step) switch
    {
        (_, null) => nameof(IEmitter<TState>.Next), // only ever seen failing
        (MoveKind.LookUp, { } step) => $"{nameof(MoveKind.LookUp)} of {step.Name}",
        (_, { } step) => step.Name,
    };
}
