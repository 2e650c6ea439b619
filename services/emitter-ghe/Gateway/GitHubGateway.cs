using System.Globalization;
using AlertResponder.Emission;
using AlertResponder.Emitter.GitHub.Rendering;
using Microsoft.Extensions.Options;
using Octokit;
using Octokit.Internal;

namespace AlertResponder.Emitter.GitHub.Gateway;

/// <summary>
/// The calls to GitHub, by Octokit. Nothing here is ever repeated: whether a call may be is decided by what the ledger knows. Every
/// failure comes out as a <see cref="EmitException"/>.
/// </summary>
internal sealed class GitHubGateway : IDisposable
{
    /// <summary>The label that all issues of this system have.</summary>
    public const string OwnLabel = "alertresponder";

    /// <summary>How far GitHub's clock may be behind ours. A day of issues is still a short list, and a miss would leave two for good.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromDays(1);

    private readonly GitHubOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClientAdapter _http;
    private readonly GitHubClient _client;

    public GitHubGateway(IOptions<GitHubOptions> options, TimeProvider time)
    {
        (_options, _time) = (options.Value, time);
        _http = new HttpClientAdapter(() => new StopAtRedirects(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2), // follows a DNS change
            ConnectTimeout = _options.Timeout,
        }));
        _client = new GitHubClient(new Connection(
            new ProductHeaderValue("AlertResponder"), _options.BaseUrl,
            new InMemoryCredentialStore(new Credentials(_options.Token)), _http, new SimpleJsonSerializer()));
        _client.SetRequestTimeout(_options.Timeout);
    }

    public Task<RepositoryState> RepositoryAsync() => CallAsync(async () =>
    {
        var repository = await _client.Repository.Get(_options.Owner, _options.Name);
        // GitHub Enterprise Server says "internal" for what every member of the instance sees, and calls that private, too.
        return new RepositoryState(repository.Id, repository.Private, repository.Archived, repository.HasIssues);
    });

    public Task<IssueState> CreateIssueAsync(string title, string body, IEnumerable<string> labels) => CallAsync(async () =>
    {
        var issue = new NewIssue(title) { Body = body };
        foreach (var label in labels) issue.Labels.Add(label);
        return State(await _client.Issue.Create(_options.Owner, _options.Name, issue));
    });

    public Task<IssueState> IssueAsync(int number) => CallAsync(async () => State(await _client.Issue.Get(_options.Owner, _options.Name, number)));

    public Task EditBodyAsync(int number, string body) => UpdateAsync(number, ("body", body));

    public Task<IssueState> CloseAsync(int number) =>
        UpdateAsync(number, ("state", "closed"), ("state_reason", "not_planned"));

    public Task<IssueState> ReopenAsync(int number) =>
        UpdateAsync(number, ("state", "open"), ("state_reason", "reopened"));

    /// <summary>
    /// Turns a duplicate into a signpost, in one call that may be repeated: a comment could itself be lost and doubled. Without its
    /// marker it is not found again.
    /// </summary>
    public Task<IssueState> CloseDuplicateAsync(int number, int first) => UpdateAsync(
        number,
        ("body", string.Create(
            CultureInfo.InvariantCulture,
            $"Duplicate of #{first}: GitHub's answer to its creation was lost, and it was created again. The report goes on there.")),
        ("state", "closed"),
        ("state_reason", "not_planned"));

    public Task CommentAsync(int number, string body) => CallAsync(async () =>
        (await _client.Issue.Comment.Create(_options.Owner, _options.Name, number, body)).Id is > 0 and var id ? id : throw new FormatException("no id"));

    public Task DeleteCommentAsync(long id) => CallAsync(async () =>
    {
        await _client.Issue.Comment.Delete(_options.Owner, _options.Name, id);
        return true;
    });

    public Task AddLabelAsync(int number, string label) => CallAsync(() => _client.Issue.Labels.AddToIssue(_options.Owner, _options.Name, number, [label]));

    public Task RemoveLabelAsync(int number, string label) =>
        CallAsync(() => _client.Issue.Labels.RemoveFromIssue(_options.Owner, _options.Name, number, label));

    /// <summary>
    /// The issues that carry a marker, the oldest first. Looked for in the plain list: search is an index that lags, and a label is
    /// silently dropped when the token may not set labels.
    /// </summary>
    public Task<IReadOnlyList<IssueState>> FindIssuesAsync(string marker, DateTimeOffset since) => CallAsync<IReadOnlyList<IssueState>>(async () =>
    {
        var request = new RepositoryIssueRequest
        {
            Filter = IssueFilter.All,
            State = ItemStateFilter.All,
            SortProperty = IssueSort.Created,
            SortDirection = SortDirection.Descending,
            Since = Since(since),
        };
        var issues = await _client.Issue.GetAllForRepository(_options.Owner, _options.Name, request, new ApiOptions { PageSize = 100 });
        return [.. issues.Where(issue => Marker.IsLastLine(issue.Body, marker)).Select(State).OrderBy(issue => issue.Number)];
    });

    /// <summary>An issue's comments that carry a marker, the oldest first.</summary>
    public Task<IReadOnlyList<CommentState>> FindCommentsAsync(
        int number, string marker, DateTimeOffset since) => CallAsync<IReadOnlyList<CommentState>>(async () =>
    {
        var comments = await _client.Issue.Comment.GetAllForIssue(
            _options.Owner, _options.Name, number, new IssueCommentRequest { Since = Since(since) }, new ApiOptions { PageSize = 100 });
        return [.. comments.Where(comment => Marker.IsLastLine(comment.Body, marker))
            .Select(comment => new CommentState(comment.Id, comment.User?.Id ?? 0)).OrderBy(comment => comment.Id)];
    });

    public void Dispose() => _http.Dispose();

    // Octokit's own IssueUpdate always sends a milestone, and so takes away the one that a person has set.
    private Task<IssueState> UpdateAsync(int number, params (string Name, string Value)[] fields) => CallAsync(async () =>
    {
        var path = new Uri(string.Create(CultureInfo.InvariantCulture, $"repos/{_options.Owner}/{_options.Name}/issues/{number}"), UriKind.Relative);
        return State(await new ApiConnection(_client.Connection).Patch<Issue>(path, fields.ToDictionary(field => field.Name, field => field.Value)));
    });

    /// <summary>From when on to look; an attempt that was noted by a clock since set back is younger than its time says.</summary>
    private DateTimeOffset Since(DateTimeOffset attempted)
    {
        var now = _time.GetUtcNow();
        return (attempted < now ? attempted : now) - ClockSkew;
    }

    private async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception exception)
        {
            throw Failures.Read(exception, _time.GetUtcNow());
        }
    }

    private static IssueState State(Issue issue) => issue.Number <= 0
        ? throw new FormatException("an issue without a number")
        : new IssueState(
            issue.Number, issue.User?.Id ?? 0, issue.HtmlUrl, issue.Body ?? "", issue.State.Value == ItemState.Closed, issue.ClosedAt,
            issue.StateReason is { } reason && reason.StringValue == "not_planned", [.. issue.Labels.Select(label => label.Name)]);
}
