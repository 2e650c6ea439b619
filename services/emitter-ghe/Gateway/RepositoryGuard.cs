using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AlertResponder.Emitter.GitHub.Gateway;

/// <summary>
/// Asks whether the repository may be written: a security report in a public repository tells the attacker what is known. Asked before
/// the first write and again from time to time, for a repository can become public, archived or invisible.
/// </summary>
internal sealed class RepositoryGuard(GitHubGateway gateway, IOptions<GitHubOptions> options, TimeProvider time, ILogger<RepositoryGuard> logger)
{
    private DateTimeOffset _believedUntil;
    private string? _refusal;

    /// <summary>The repository by its host and id, which outlive a new name; null before it was seen.</summary>
    public string? Place { get; private set; }

    /// <param name="again">Whether to ask although an answer is still believed.</param>
    /// <returns>Why it must not be written; null when it may.</returns>
    /// <exception cref="GitHubException">GitHub could not be asked, for now.</exception>
    public async Task<string?> RefusalAsync(bool again = false)
    {
        var believed = _refusal is null ? options.Value.RepositoryCheckInterval : options.Value.RefusedPause;
        if (!again && _believedUntil.IsToCome(time.GetUtcNow(), believed)) return _refusal;

        var refusal = await AskAsync();
        if (refusal is not null && refusal != _refusal) Log.RepositoryRefused(logger, options.Value.Repository!, refusal);
        if (refusal is null && _refusal is not null) Log.RepositoryAccepted(logger, options.Value.Repository!);
        _refusal = refusal;
        _believedUntil = time.GetUtcNow() + (refusal is null ? options.Value.RepositoryCheckInterval : options.Value.RefusedPause);
        return refusal;
    }

    private async Task<string?> AskAsync()
    {
        try
        {
            var repository = await gateway.RepositoryAsync();
            Place = string.Create(CultureInfo.InvariantCulture, $"{options.Value.BaseUrl.Authority}/{repository.Id}");
            if (!repository.IsPrivate && !options.Value.AllowPublicRepository)
                return "it is public, and whoever it is about could read the reports. Make it private, or set GitHub__AllowPublicRepository=true";
            if (repository.IsArchived) return "it is archived and cannot be written. Unarchive it, or set GitHub__Repository to another one";
            return repository.HasIssues ? null : "issues are turned off in it. Turn them on in its settings";
        }
        catch (GitHubException failure) when (failure.Kind == FailureKind.NotThere)
        {
            return failure.Status is 404
                ? "GitHub does not show it to this token (404). Check GitHub__Repository, and that GitHub__Token may read and write its issues"
                : $"GitHub answered: {failure.Message}. Set GitHub__Repository to its new name";
        }
        catch (GitHubException failure) when (failure.Kind == FailureKind.Refused)
        {
            return $"GitHub answered: {failure.Message}. Check that GitHub__Token is valid and may read and write its issues";
        }
    }
}
