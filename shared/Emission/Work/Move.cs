namespace AlertResponder.Emission.Work;

/// <summary>What is to be done next for one report.</summary>
/// <param name="Kind">What.</param>
/// <param name="Step">The step that it is about; null while there is nothing to do or it is not due.</param>
/// <param name="At">When to go on; null for when a message comes.</param>
/// <param name="IsRepeat">Whether an earlier attempt had an unknown outcome, and nothing was found of it.</param>
internal sealed record Move<TState>(MoveKind Kind, EmitStep<TState>? Step = null, DateTimeOffset? At = null, bool IsRepeat = false)
    where TState : class
{
    /// <summary>Whether it may change something at the target, and so needs a permit.</summary>
    public bool IsWrite => Kind is MoveKind.Call or MoveKind.CheckForDuplicates;
}

internal enum MoveKind
{
    /// <summary>All that is wanted is applied, as far as it can be now.</summary>
    Idle,

    /// <summary>What comes next is not due yet.</summary>
    Wait,

    /// <summary>Make the step's call.</summary>
    Call,

    /// <summary>The step's outcome is unknown: look for what it may have made.</summary>
    LookUp,

    /// <summary>The step's outcome is unknown: it counts as made.</summary>
    Presume,

    /// <summary>Clear up what a repeat may have doubled.</summary>
    CheckForDuplicates,
}
