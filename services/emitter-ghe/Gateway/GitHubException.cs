namespace AlertResponder.Emitter.GitHub.Gateway;

/// <summary>How a call to GitHub failed: what may be done next follows from it.</summary>
internal enum FailureKind
{
    /// <summary>It never reached GitHub: it may be repeated.</summary>
    NotDone,

    /// <summary>It may or may not have been done.</summary>
    Unknown,

    /// <summary>Refused for the number of calls: it was not done, and nothing may be sent for a while.</summary>
    RateLimited,

    /// <summary>Refused for what it is, or for who asks: only a change can help.</summary>
    Refused,

    /// <summary>What it is about is not there: 404, 410 or moved.</summary>
    NotThere,
}

/// <summary>A call to GitHub failed.</summary>
/// <param name="kind">How.</param>
/// <param name="reason">For logs and the ledger; no secret, no foreign text beyond GitHub's own message.</param>
/// <param name="inner">The cause.</param>
internal sealed class GitHubException(FailureKind kind, string reason, Exception? inner = null) : Exception(reason, inner)
{
    public FailureKind Kind { get; } = kind;

    /// <summary>The HTTP status, where there was an answer.</summary>
    public int? Status { get; init; }

    /// <summary>Until when nothing may be sent, where GitHub said so.</summary>
    public DateTimeOffset? RetryAt { get; init; }
}
