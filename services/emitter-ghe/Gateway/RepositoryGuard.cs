using System.Globalization;
using AlertResponder.Emission;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AlertResponder.Emitter.GitHub.Gateway;

/// <summary>
/// Asks whether the repository may be written: a security report in a public repository tells the attacker what is known. Asked before
/// the first write and again from time to time, for a repository can become public, archived or invisible.
/// </summary>
internal sealed class RepositoryGuard(GitHubGateway gateway, IOptions<GitHubOptions> options, TimeProvider time, ILogger<RepositoryGuard> logger)
    : IDisposable
{
    private readonly SemaphoreSlim _asking = new(1);
    private volatile Answer? _answer;

    /// <summary>The repository by its host and id, which outlive a new name; null before it was seen.</summary>
    public string? RepositoryKey { get; private set; }

    /// <summary>Whether it is known that it may be written, without asking.</summary>
    public bool IsOpen => _answer is { Refusal: null } answer && IsBelieved(answer);

    /// <param name="again">Whether to ask although an answer is still believed.</param>
    /// <returns>Why it must not be written; null when it may.</returns>
    /// <exception cref="EmitException">GitHub could not be asked, for now.</exception>
    public async Task<string?> RefusalAsync(bool again = false)
    {
        var known = _answer;
        if (!again && known is not null && IsBelieved(known)) return known.Refusal;

        await _asking.WaitAsync();
        try
        {
            // Who asked in the meantime asked for all.
            if (_answer is { } news && news != known) return news.Refusal;

            var refusal = await AskAsync();
            if (refusal is not null && refusal != known?.Refusal) Log.RepositoryRefused(logger, options.Value.Repository!, refusal);
            if (refusal is null && known?.Refusal is not null) Log.RepositoryAccepted(logger, options.Value.Repository!);
            _answer = new Answer(refusal, time.GetTimestamp());
            return refusal;
        }
        catch (EmitException failure)
        {
            Log.RepositoryUnknown(logger, options.Value.Repository!, failure.Message);
            throw;
        }
        finally
        {
            _asking.Release();
        }
    }

    public void Dispose() => _asking.Dispose();

    private bool IsBelieved(Answer answer) => time.GetElapsedTime(answer.AskedAt)
        < (answer.Refusal is null ? options.Value.RepositoryCheckInterval : options.Value.RefusedPause).Value;

    private async Task<string?> AskAsync()
    {
        try
        {
            var repository = await gateway.RepositoryAsync();
            RepositoryKey = string.Create(CultureInfo.InvariantCulture, $"{options.Value.BaseUrl.Authority}/{repository.Id}");
            if (!repository.IsPrivate && !options.Value.AllowPublicRepository)
                return "it is public, and whoever it is about could read the reports. Make it private, or set GitHub__AllowPublicRepository=true";
            if (repository.IsArchived) return "it is archived and cannot be written. Unarchive it, or set GitHub__Repository to another one";
            return repository.HasIssues ? null : "issues are turned off in it. Turn them on in its settings";
        }
        catch (EmitException failure) when (failure.Kind == EmitFailure.Gone)
        {
            return failure.Status is 404
                ? "GitHub does not show it to this token (404). Check GitHub__Repository, and that GitHub__Token may read and write its issues"
                : $"GitHub answered: {failure.Message}. Set GitHub__Repository to its new name";
        }
        catch (EmitException failure) when (failure.Kind == EmitFailure.Refused)
        {
            return $"GitHub answered: {failure.Message}. Check that GitHub__Token is valid and may read and write its issues";
        }
    }

    private sealed record Answer(string? Refusal, long AskedAt);
}
