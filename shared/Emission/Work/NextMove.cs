namespace AlertResponder.Emission.Work;

/// <summary>Decides, from what the emitter wants, what was recorded and what is unknown, the one thing to do next (pure).</summary>
internal static class NextMove
{
    /// <param name="emitter">The emitter.</param>
    /// <param name="open">The row and what it speaks of.</param>
    /// <param name="now">The time.</param>
    /// <param name="options">The settings.</param>
    public static Move<TState> Of<TState>(IEmitter<TState> emitter, OpenReport<TState> open, DateTimeOffset now, EmissionOptions options)
        where TState : class, new()
    {
        var row = open.Row;
        if (row.AbandonedReason is not null) return new(MoveKind.Idle);

        // A check or a decoration that is to come holds nothing else up; a failure and an unknown outcome do.
        var isHolding = row.Failures > 0 || row.Write is not null;
        var newsMayHelp = row.FailureIsPermanent && row.Revision > row.SeenRevision;
        if (row.DueAt > now && isHolding && !newsMayHelp) return new(MoveKind.Wait, At: row.DueAt);

        // After an attempt of unknown outcome, nothing else is done to this report before that is known.
        if (row.Write is not null && row.Lookups < options.LookupCount && Resolve(emitter, open, now, options) is { } resolving) return resolving;

        if (emitter.Next(open.Report(now), open.State) is { } step) return new(MoveKind.Call, step, IsRepeat: row.Write == step.Name);
        if (row.CheckAt <= now && emitter.CheckForDuplicates(open.Report(now), open.State, row.WriteSince ?? now) is { } check)
            return new(MoveKind.CheckForDuplicates, check);
        return new(MoveKind.Idle, At: new[] { row.CheckAt, row.DecorateAt }.Where(at => at > now).Min());
    }

    /// <returns>Null when the emitter does not want any more what was begun.</returns>
    private static Move<TState>? Resolve<TState>(IEmitter<TState> emitter, OpenReport<TState> open, DateTimeOffset now, EmissionOptions options)
        where TState : class, new()
    {
        if (emitter.Next(open.Report(now, asksForUnresolved: true), open.State) is not { IsRecorded: true } step || step.Name != open.Row.Write) return null;
        if (step.Find is null) return new(MoveKind.Presume, step);
        var lookAt = (open.Row.WriteAt ?? now) + options.LookAfter;
        return lookAt > now ? new(MoveKind.Wait, At: lookAt) : new(MoveKind.LookUp, step);
    }
}
