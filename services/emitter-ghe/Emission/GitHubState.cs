namespace AlertResponder.Emitter.GitHub.Emission;

/// <summary>What the emitter has to know of a report's issue.</summary>
internal sealed class GitHubState
{
    public int? IssueNumber { get; set; }

    public string? IssueUrl { get; set; }

    public int AppliedVersion { get; set; }

    /// <summary>SHA-256 of the body that was written last.</summary>
    public string? BodyHash { get; set; }

    public int CommentedVerdict { get; set; }

    /// <summary>The severity labels that the emitter put on.</summary>
    public List<string> SeverityLabels { get; set; } = [];

    /// <summary>The verdict that open or closed was decided for.</summary>
    public int StateVerdict { get; set; }

    /// <summary>GitHub's own time of the emitter's closing: another time means that a person closed it since.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>A closing was begun whose outcome is not recorded.</summary>
    public bool IsClosing { get; set; }

    /// <summary>A person has opened or closed the issue against the emitter: open or closed is the person's from then on.</summary>
    public bool StateIsPersons { get; set; }

    /// <summary>Further issues of this report that are to be closed.</summary>
    public List<int> Duplicates { get; set; } = [];
}
