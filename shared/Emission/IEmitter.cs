namespace AlertResponder.Emission;

/// <summary>
/// Tells people or programs outside what became of a report: as an issue, a page, a message. It only says what has to be done next; that
/// this is done once, in order and within the target's limits, whatever fails in between, is the ledger's and its worker's business.
/// </summary>
/// <typeparam name="TState">
/// What the emitter has to know of a report that it has written: the number of its issue, the last verdict. It is kept as JSON.
/// </typeparam>
public interface IEmitter<TState>
    where TState : class, new()
{
    /// <summary>
    /// Decides the one next thing to do for a report. It makes no calls, asks no clock and changes nothing, so that it can be tested as a
    /// table: the calls are in the step.
    /// </summary>
    /// <param name="report">What the target should show.</param>
    /// <param name="state">What was applied so far.</param>
    /// <returns>The step; null when there is nothing to do until the report changes.</returns>
    EmitStep<TState>? Next(EmittedReport report, TState state);

    /// <summary>
    /// Decides what to do some minutes after a findable step had to be repeated: to look whether both came through, and to take one away.
    /// </summary>
    /// <param name="report">What the target should show.</param>
    /// <param name="state">What was applied so far.</param>
    /// <param name="since">When the first of the attempts began.</param>
    /// <returns>The step; null when the target needs none.</returns>
    EmitStep<TState>? CheckForDuplicates(EmittedReport report, TState state, DateTimeOffset since) => null;

    /// <summary>Says where a report stands at the target: for the log, and for the reviewer, whose report then names the place.</summary>
    /// <param name="state">What was applied so far.</param>
    /// <returns>The place; null when there is none yet.</returns>
    EmitPlace? Locate(TState state) => null;
}

/// <summary>Where an emitter has written of a report.</summary>
/// <param name="Name">What people call it, e.g. <c>issue 12</c>; 100 characters at most.</param>
/// <param name="Url">Its address, absolute, http or https, at most 512 characters; null where it has none.</param>
/// <param name="VerdictNumber">The number of the newest verdict that it shows, 0 before the first.</param>
public sealed record EmitPlace(string Name, string? Url, int VerdictNumber)
{
    /// <summary>The name, for logs.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => Name;
}
