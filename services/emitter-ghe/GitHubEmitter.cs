using AlertResponder.Emission;
using AlertResponder.Emitter.GitHub.Emission;
using AlertResponder.Emitter.GitHub.Gateway;
using AlertResponder.Emitter.GitHub.Rendering;
using Microsoft.Extensions.Options;

namespace AlertResponder.Emitter.GitHub;

/// <summary>Writes each report as an issue, and each verdict as a comment.</summary>
internal sealed class GitHubEmitter(GitHubSteps steps, RepositoryGuard repository, IOptions<GitHubOptions> options) : IEmitter<GitHubState>, IEmitTarget
{
    /// <inheritdoc />
    public string? Key => repository.RepositoryKey;

    /// <inheritdoc />
    public bool IsOpen => repository.IsOpen;

    /// <inheritdoc />
    public EmitStep<GitHubState>? Next(EmittedReport report, GitHubState state)
    {
        var body = new Lazy<string>(() => IssueText.Body(report.Report, report.Former<GitHubState>()?.IssueNumber, new Marker(report.Key).OfIssue(report.Report.ReportId)));
        return NextStep.Of(report, state, () => IssueText.Hash(body.Value), options.Value.CloseSafe) is { } step ? steps.Of(step, report, state, body) : null;
    }

    /// <inheritdoc />
    public EmitStep<GitHubState>? CheckForDuplicates(EmittedReport report, GitHubState state, DateTimeOffset since) =>
        steps.FindDuplicates(report, state, since);

    /// <inheritdoc />
    public EmitPlace? Locate(GitHubState state) =>
        state.IssueNumber is { } number ? new EmitPlace($"issue {number}", state.IssueUrl, state.CommentedVerdict) : null;

    /// <inheritdoc />
    public Task<string?> RefusalAsync(bool again = false) => repository.RefusalAsync(again);
}
