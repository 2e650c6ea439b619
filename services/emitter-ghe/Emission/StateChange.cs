namespace AlertResponder.Emitter.GitHub.Emission;

/// <summary>What becomes of an issue's state, once GitHub has said what it is.</summary>
internal enum StateChange
{
    Close,
    Reopen,

    /// <summary>It is as wanted already.</summary>
    AlreadyDone,

    /// <summary>A person has opened or closed it since: the person's word stands.</summary>
    LeftToPerson,
}

/// <summary>Decides whether the emitter may close or reopen (pure).</summary>
internal static class StateDecision
{
    /// <param name="state">What was applied.</param>
    /// <param name="wantsClosed">Whether the verdict is safe.</param>
    /// <param name="isClosed">What GitHub says.</param>
    /// <param name="closedAt">Since when, by GitHub's clock.</param>
    /// <param name="isNotPlanned">Whether the reason is the one that the emitter gives.</param>
    public static StateChange Of(GitHubState state, bool wantsClosed, bool isClosed, DateTimeOffset? closedAt, bool isNotPlanned)
    {
        var isOurs = isClosed && (closedAt == state.ClosedAt || (state.IsClosing && isNotPlanned));
        if (wantsClosed)
        {
            if (isClosed) return isOurs ? StateChange.AlreadyDone : StateChange.LeftToPerson;
            // The emitter closed it before and it is open: a person reopened it, and will close it when it is time.
            return state.ClosedAt is null ? StateChange.Close : StateChange.LeftToPerson;
        }

        if (!isClosed) return StateChange.AlreadyDone;
        return isOurs ? StateChange.Reopen : StateChange.LeftToPerson;
    }
}
