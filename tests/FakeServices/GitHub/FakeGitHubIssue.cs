namespace AlertResponder.FakeServices.GitHub;

/// <summary>An issue as the fake holds it: a copy, which does not change any more.</summary>
/// <param name="Number">Its number in the repository.</param>
/// <param name="Title">Its title.</param>
/// <param name="Body">Its body as Markdown.</param>
/// <param name="State"><c>open</c> or <c>closed</c>.</param>
/// <param name="StateReason"><c>completed</c>, <c>not_planned</c>, <c>reopened</c> or null.</param>
/// <param name="ClosedBy">The login that closed it, while it is closed.</param>
/// <param name="CreatedAt">When it was created, UTC.</param>
/// <param name="HtmlUrl">Its page.</param>
public sealed record FakeGitHubIssue(
    int Number, string Title, string Body, string State, string? StateReason, string? ClosedBy, DateTimeOffset CreatedAt, string HtmlUrl)
{
    /// <summary>Names of its labels, in the order they were put on.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>The milestone that a person has set.</summary>
    public int? Milestone { get; init; }

    /// <summary>Its comments, oldest first.</summary>
    public IReadOnlyList<FakeGitHubComment> Comments { get; init; } = [];
}

/// <summary>A comment as the fake holds it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Author">The login that wrote it.</param>
/// <param name="Body">Its text as Markdown.</param>
/// <param name="CreatedAt">When it was written, UTC.</param>
public sealed record FakeGitHubComment(long Id, string Author, string Body, DateTimeOffset CreatedAt);

/// <summary>A call that came in.</summary>
/// <param name="Method">E.g. <c>POST</c>.</param>
/// <param name="Path">The path without <c>/api/v3</c>, e.g. <c>/repos/acme/alerts/issues</c>.</param>
/// <param name="Query">The query with its question mark, or nothing.</param>
/// <param name="Body">The JSON that was sent.</param>
/// <param name="At">When, by the fake's clock.</param>
public sealed record FakeGitHubCall(string Method, string Path, string Query, string Body, DateTimeOffset At)
{
    /// <summary>What stood before the path: <c>/api/v3</c> as at GitHub Enterprise Server, or nothing as at api.github.com.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>What was answered; null when the connection was dropped.</summary>
    public int? Status { get; init; }

    /// <summary>Whether the call wanted to change something.</summary>
    public bool IsWrite => Method != "GET";
}
