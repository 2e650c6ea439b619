using AlertResponder.Emission.Storage;

namespace AlertResponder.Emission.Work;

/// <summary>A leased report as its emitter sees it, and what steps change in its row.</summary>
internal sealed class OpenReport<TState>
    where TState : class, new()
{
    private readonly EmittedReport _report;
    private bool _triesDecorations;

    public OpenReport(LeasedReport leased, string? target, ReadOnlyMemory<byte> key)
    {
        Leased = leased;
        _report = new EmittedReport
        {
            Report = leased.Report,
            DocumentVersion = leased.Row.DocumentVersion,
            Verdicts = leased.Verdicts,
            Key = key,
            FormerStateJson = leased.Former is { } former && former.Target == target ? former.State : null,
        };
        // What was passed by is tried again in its time, and with the report's next news.
        _triesDecorations = leased.Row.Revision > leased.Row.SeenRevision;
    }

    public LeasedReport Leased { get; }

    public LedgerRow Row => Leased.Row;

    /// <summary>Read when it is asked for: one that the emitter's class does not fit any more is the report's failure.</summary>
    public TState State { get => field ??= LedgerJson.Read<TState>(Row.State); private set; }

    /// <param name="now">The time.</param>
    /// <param name="asksForUnresolved">Whether to ask for the step of unknown outcome.</param>
    public EmittedReport Report(DateTimeOffset now, bool asksForUnresolved = false) => _report with
    {
        Unresolved = asksForUnresolved ? new UnresolvedWrite(Row.Write!, Row.WriteKey) : null,
        WasRefused = Row.FailureIsPermanent,
        PassedBy = !_triesDecorations && Row.DecorateAt > now ? Refused() : [],
    };

    /// <summary>Notes what is about to be done, so that a crash in it is no riddle.</summary>
    public void Intend(Move<TState> move, DateTimeOffset now)
    {
        if (move is not { Kind: MoveKind.Call, Step: { } step }) return;
        if (step.Intent is not null) Change(step.Intent);
        if (!step.IsRecorded) return;
        var isSame = Row.Write == step.Name && Row.WriteKey == step.Key;
        Row.WriteSince = isSame ? Row.WriteSince : now;
        (Row.Write, Row.WriteKey, Row.WriteAt, Row.Lookups) = (step.Name, step.Key, now, 0);
    }

    /// <summary>The call was surely not made. A repeat stays what it is: the outcome of the attempt before it is still unknown.</summary>
    /// <param name="move">The move.</param>
    /// <param name="before">The state before the intent.</param>
    public void Forget(Move<TState> move, string before)
    {
        if (move is not { Kind: MoveKind.Call, Step: { } step }) return;
        (Row.State, State) = (before, null!); // read anew
        if (!step.IsRecorded || move.IsRepeat) return;
        EndAttempt();
        if (Row.CheckAt is null) Row.WriteSince = null;
    }

    /// <summary>The step is done, or was found to have been.</summary>
    public void Apply(Move<TState> move, Action<TState> change, DateTimeOffset now, EmissionOptions options)
    {
        Change(change);
        if (move.Kind == MoveKind.CheckForDuplicates)
        {
            (Row.CheckAt, Row.WriteSince) = (null, null);
            return;
        }

        ForgetRefusals(move.Step!.Name);
        if (!move.Step.IsRecorded) return;
        if (move.IsRepeat || (move.Kind == MoveKind.LookUp && Row.WriteSince != Row.WriteAt)) Row.CheckAt = now + options.DuplicateCheckAfter;
        else if (Row.CheckAt is null) Row.WriteSince = null;
        EndAttempt();
    }

    /// <summary>Nothing was found of a step of unknown outcome.</summary>
    public void LookedInVain(DateTimeOffset now, EmissionOptions options) =>
        Row.DueAt = ++Row.Lookups < options.LookupCount ? now + options.LookAfter : now;

    /// <summary>Nothing is wanted: what was begun, was to be checked or was refused, and is not wanted either, is over.</summary>
    public void ClearUnwanted(DateTimeOffset now)
    {
        EndAttempt();
        if (Row.CheckAt <= now) Row.CheckAt = null;
        if (Row.CheckAt is null) Row.WriteSince = null;
        if (Row.DecorateAt <= now || _triesDecorations) ForgetRefusals();
    }

    /// <returns>Whether it was not known that it is refused.</returns>
    public bool PassBy(string step, DateTimeOffset retryAt)
    {
        var refused = Refused();
        (Row.PassedBy, Row.DecorateAt, _triesDecorations) = (string.Join(',', refused.Append(step).Distinct()), retryAt, false);
        return !refused.Contains(step);
    }

    private string[] Refused() => Row.PassedBy.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private void ForgetRefusals(string? step = null)
    {
        Row.PassedBy = step is null ? "" : string.Join(',', Refused().Where(name => name != step));
        if (Row.PassedBy.Length == 0) Row.DecorateAt = null;
    }

    private void EndAttempt() => (Row.Write, Row.WriteKey, Row.WriteAt, Row.Lookups) = (null, "", null, 0);

    private void Change(Action<TState> change)
    {
        change(State);
        Row.State = LedgerJson.Write(State);
    }
}
