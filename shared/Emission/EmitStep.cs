namespace AlertResponder.Emission;

/// <summary>
/// Makes steps. They differ in how a repeat is made safe when nobody knows whether the first try came through: an answer was lost, or the
/// process died in the call.
/// </summary>
public static class EmitStep
{
    /// <summary>A call that the target takes as one when it is made twice, by its nature (set, delete) or by a key in it: it is made again.</summary>
    /// <typeparam name="TState">The emitter's state.</typeparam>
    /// <param name="name">What it does, for logs and metrics.</param>
    /// <param name="call">Makes the call, and says what it changes in the state.</param>
    /// <returns>The step.</returns>
    public static EmitStep<TState> Keyed<TState>(string name, Func<Task<Action<TState>>> call)
        where TState : class => new(name, key: "", call);

    /// <summary>
    /// A call that makes something which can be found: after an unknown outcome it is looked for, several times, and only then made again;
    /// some minutes later <see cref="IEmitter{TState}.CheckForDuplicates"/> is asked.
    /// </summary>
    /// <typeparam name="TState">The emitter's state.</typeparam>
    /// <param name="name">What it does, for logs and metrics.</param>
    /// <param name="key">What it makes, so that it can be looked for: see <see cref="EmittedReport.Unresolved"/>.</param>
    /// <param name="call">Makes the call, and says what it changes in the state.</param>
    /// <param name="find">Looks for what was made since a time, and says what it changes in the state; null when there is nothing.</param>
    /// <returns>The step.</returns>
    public static EmitStep<TState> Findable<TState>(
        string name, string key, Func<Task<Action<TState>>> call, Func<DateTimeOffset, Task<Action<TState>?>> find)
        where TState : class => new(name, key, call) { Find = find };

    /// <summary>A call that is neither: after an unknown outcome it counts as made (at most once), or it is made again (at least once).</summary>
    /// <typeparam name="TState">The emitter's state.</typeparam>
    /// <param name="name">What it does, for logs and metrics.</param>
    /// <param name="key">What it makes: see <see cref="EmittedReport.Unresolved"/>.</param>
    /// <param name="call">Makes the call, and says what it changes in the state.</param>
    /// <param name="presumed">What an unknown outcome changes in the state, for at most once; null for at least once.</param>
    /// <returns>The step.</returns>
    public static EmitStep<TState> Blind<TState>(string name, string key, Func<Task<Action<TState>>> call, Action<TState>? presumed)
        where TState : class => new(name, key, call) { Presumed = presumed };
}

/// <summary>One call to the target, and how a repeat of it is made safe. See <see cref="EmitStep"/>.</summary>
/// <typeparam name="TState">The emitter's state.</typeparam>
public sealed record EmitStep<TState>
    where TState : class
{
    internal EmitStep(string name, string key, Func<Task<Action<TState>>> call)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(call);
        (Name, Key, Call) = (name, key, call);
    }

    /// <summary>What it does, for logs and metrics.</summary>
    public string Name { get; }

    /// <summary>What it makes; empty for a keyed step.</summary>
    public string Key { get; }

    /// <summary>
    /// Whether nothing else depends on it: one that the target refuses is passed by (see <see cref="EmittedReport.IsPassedBy"/>) and tried again
    /// later, and the other steps go on.
    /// </summary>
    public bool IsDecoration { get; init; }

    /// <summary>What has to stand in the state before the call begins, should it be cut off. It is taken back when the call was surely not made.</summary>
    public Action<TState>? Intent { get; init; }

    /// <summary>How often it is tried again; null for as often as it takes, after 5 seconds and then twice as long each time, up to 15 minutes.</summary>
    public EmitRetries<TState>? Retries { get; init; }

    internal Func<Task<Action<TState>>> Call { get; }

    internal Func<DateTimeOffset, Task<Action<TState>?>>? Find { get; init; }

    internal Action<TState>? Presumed { get; init; }

    /// <summary>Whether it must not simply be made again when its outcome is unknown.</summary>
    internal bool IsRecorded => Find is not null || Presumed is not null;
}

/// <summary>How often a step is tried again that was not done, or of which nobody knows.</summary>
/// <typeparam name="TState">The emitter's state.</typeparam>
/// <param name="Delays">The longest delay before each further try, at most a day; half of it at random may be left out.</param>
/// <param name="GiveUp">What changes in the state when the last of them has failed: the next step is then another one.</param>
public sealed record EmitRetries<TState>(IReadOnlyList<TimeSpan> Delays, Action<TState> GiveUp)
    where TState : class;
