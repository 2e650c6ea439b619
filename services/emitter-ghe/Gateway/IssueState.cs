namespace AlertResponder.Emitter.GitHub.Gateway;

/// <summary>An issue as GitHub has it. Many may be found, so nothing that is long is kept of one.</summary>
internal sealed record IssueState(
    int Number, long AuthorId, string Url, string BodyHash, bool IsClosed, DateTimeOffset? ClosedAt, bool IsNotPlanned, IReadOnlyList<string> Labels);

/// <summary>A comment as GitHub has it.</summary>
internal sealed record CommentState(long Id, long AuthorId, string Body);

/// <summary>The repository as GitHub has it.</summary>
internal sealed record RepositoryState(long Id, bool IsPrivate, bool IsArchived, bool HasIssues);
