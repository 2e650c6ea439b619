using System.Globalization;
using System.Text.Json;
using AlertResponder.Emission;
using AlertResponder.Emitter.GitHub.Rendering;
using AlertResponder.ServiceDefaults.Outbound;
using Microsoft.Extensions.Options;
using Octokit;
using Octokit.Internal;

namespace AlertResponder.Emitter.GitHub.Gateway;

/// <summary>
/// The calls to GitHub, over Octokit's connection. Nothing here is ever repeated: whether a call may be is decided by what the ledger knows. Every
/// failure comes out as a <see cref="EmitException"/>.
/// </summary>
internal sealed class GitHubGateway : IDisposable
{
    /// <summary>The label that all issues of this system have.</summary>
    public const string OwnLabel = "alertresponder";

    /// <summary>How many entries a page of a list has. An issue may have a body of 256 KiB, and eight reports are worked on side by side.</summary>
    internal const int PageSize = 30;

    /// <summary>
    /// How many pages of a list are read at most. Newest first, they hold more issues than the default budget of writes creates in two hours: what
    /// was created just now stands on the first one.
    /// </summary>
    internal const int MaxPages = 40;

    /// <summary>
    /// Twice a page of issues that all have the longest body there is, a byte a character. What is longer counts as a failure: to read it takes most of
    /// the memory of a small container.
    /// </summary>
    private const int MaxAnswerBytes = 4 * 1024 * 1024;

    /// <summary>How far GitHub's clock may be behind ours. A day of issues is still a short list, and a miss would leave two for good.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromDays(1);

    private readonly GitHubOptions _options;
    private readonly TimeProvider _time;
    private readonly JsonHttpClient _http;
    private readonly Connection _connection;

    public GitHubGateway(IOptions<GitHubOptions> options, TimeProvider time)
    {
        (_options, _time) = (options.Value, time);
        var limits = new OutboundLimits { MaxAnswerBytes = MaxAnswerBytes, Timeout = _options.Timeout };
        _http = new JsonHttpClient(() => new FailureHandler(OutboundHttpGuard.Create(_options.BaseUrl, limits), time));
        _connection = new Connection(
            new ProductHeaderValue("AlertResponder"), _options.BaseUrl,
            new InMemoryCredentialStore(new Credentials(_options.Token)), _http, new Answers.Serializer());
        _connection.SetRequestTimeout(_options.Timeout);
    }

    /// <summary>The time that a step has for its pages and deletions, from now on.</summary>
    public CallTime BeginStep() => new(_time, _options.Timeout);

    public Task<RepositoryState> RepositoryAsync() =>
        CallAsync(async () => Answers.Repository((await _connection.Get<JsonElement>(Path(""), null)).Body));

    public Task<IssueState> CreateIssueAsync(string title, string body, IEnumerable<string> labels) => CallAsync(async () =>
        Answers.Issue((await _connection.Post<JsonElement>(Path("/issues"), new { title, body, labels }, null, null)).Body));

    public Task<IssueState> IssueAsync(int number) =>
        CallAsync(async () => Answers.Issue((await _connection.Get<JsonElement>(IssuePath(number), null)).Body));

    public Task EditBodyAsync(int number, string body) => CallAsync(() => _connection.Patch<JsonElement>(IssuePath(number), new { body }));

    public Task<IssueState> CloseAsync(int number) => SetStateAsync(number, "closed", "not_planned");

    public Task<IssueState> ReopenAsync(int number) => SetStateAsync(number, "open", "reopened");

    /// <summary>
    /// Turns a duplicate into a signpost, in one call that may be repeated: a comment could itself be lost and doubled. Without its
    /// marker it is not found again.
    /// </summary>
    public Task CloseDuplicateAsync(int number, int first)
    {
        var body = string.Create(
            CultureInfo.InvariantCulture,
            $"Duplicate of #{first}: GitHub's answer to its creation was lost, and it was created again. The report goes on there.");
        return CallAsync(() => _connection.Patch<JsonElement>(IssuePath(number), new { body, state = "closed", state_reason = "not_planned" }));
    }

    public Task CommentAsync(int number, string body) => CallAsync(async () =>
        Answers.Comment((await _connection.Post<JsonElement>(IssuePath(number, "/comments"), new { body }, null, null)).Body));

    public Task DeleteCommentAsync(long id) =>
        CallAsync(() => _connection.Delete(Path(string.Create(CultureInfo.InvariantCulture, $"/issues/comments/{id}"))));

    public Task AddLabelAsync(int number, string label) =>
        CallAsync(() => _connection.Post<JsonElement>(IssuePath(number, "/labels"), new { labels = new[] { label } }, null, null));

    public Task RemoveLabelAsync(int number, string label) =>
        CallAsync(() => _connection.Delete(IssuePath(number, $"/labels/{Uri.EscapeDataString(label)}")));

    /// <summary>
    /// The issues that carry a marker, the oldest first. Looked for in the plain list: search is an index that lags, and a label is
    /// silently dropped when the token may not set labels.
    /// </summary>
    public Task<IReadOnlyList<IssueState>> FindIssuesAsync(string marker, DateTimeOffset since, CallTime step) => CallAsync<IReadOnlyList<IssueState>>(async () =>
    {
        var from = Since(since);
        var found = new Dictionary<int, IssueState>(); // an issue moves to the next page when another is created in the meantime
        await ReadPagesAsync(
            Path("/issues"), from, step,
            page =>
            {
                foreach (var issue in page.EnumerateArray())
                    if (Marker.IsLastLine(issue.Field("body").Text(), marker) && Answers.Issue(issue) is var match) found[match.Number] = match;
                // "since" is about changes: an old issue that changed is listed too, and after it come only older ones.
                return !(page.EnumerateArray().Last().Field("created_at").Time() < from);
            },
            ("filter", "all"), ("state", "all"), ("sort", "created"), ("direction", "desc"));
        return [.. found.Values.OrderBy(issue => issue.Number)];
    });

    /// <summary>An issue's comments that carry one of some markers, the oldest first.</summary>
    public Task<IReadOnlyList<CommentState>> FindCommentsAsync(
        int number, IReadOnlyCollection<string> markers, DateTimeOffset since, CallTime step) => CallAsync<IReadOnlyList<CommentState>>(async () =>
    {
        var found = new Dictionary<long, CommentState>();
        await ReadPagesAsync(IssuePath(number, "/comments"), Since(since), step, page =>
        {
            foreach (var comment in page.EnumerateArray())
                if (Marker.LastLine(comment.Field("body").Text()) is { } line && markers.Contains(line) && Answers.Comment(comment) is var match)
                    found[match.Id] = match with { Body = line };
            return true;
        });
        return [.. found.Values.OrderBy(comment => comment.Id)];
    });

    public void Dispose() => _http.Dispose();

    /// <summary>
    /// Reads a list page by page, by number: the addresses that GitHub gives of further pages are not asked, for the token goes with each call. It ends with
    /// a page that is not full, and in any case after so many pages, or when the step's time is over.
    /// </summary>
    /// <param name="path">The list.</param>
    /// <param name="since">From when on.</param>
    /// <param name="step">The step's time.</param>
    /// <param name="read">Takes from a page, which is not empty, what it wants, and says whether to go on.</param>
    /// <param name="query">Further parameters.</param>
    private async Task ReadPagesAsync(
        Uri path, DateTimeOffset since, CallTime step, Func<JsonElement, bool> read, params (string Name, string Value)[] query)
    {
        var parameters = query.ToDictionary(parameter => parameter.Name, parameter => parameter.Value);
        parameters["since"] = since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        parameters["per_page"] = PageSize.ToString(CultureInfo.InvariantCulture);
        for (var number = 1; number <= MaxPages && !step.IsOver; number++)
        {
            parameters["page"] = number.ToString(CultureInfo.InvariantCulture);
            if (!await ReadPageAsync(path, parameters, read)) break;
        }
    }

    /// <summary>One page, of which nothing but what was taken from it is left when the next one is waited for.</summary>
    private async Task<bool> ReadPageAsync(Uri path, IDictionary<string, string> parameters, Func<JsonElement, bool> read)
    {
        using var held = AnswerMemory.Hold();
        var page = (await _connection.Get<JsonElement>(path, parameters)).Body;
        if (page.ValueKind != JsonValueKind.Array) throw new FormatException("a list that is none");
        return page.GetArrayLength() > 0 && read(page) && page.GetArrayLength() >= PageSize;
    }

    // Only what changes: Octokit's own update always sends a milestone, and so takes away the one that a person has set.
    private Task<IssueState> SetStateAsync(int number, string state, string reason) => CallAsync(async () =>
        Answers.Issue((await _connection.Patch<JsonElement>(IssuePath(number), new { state, state_reason = reason })).Body));

    private Uri Path(string path) => new($"repos/{_options.Owner}/{_options.Name}{path}", UriKind.Relative);

    private Uri IssuePath(int number, string path = "") => Path(string.Create(CultureInfo.InvariantCulture, $"/issues/{number}{path}"));

    /// <summary>From when on to look; an attempt that was noted by a clock since set back is younger than its time says.</summary>
    private DateTimeOffset Since(DateTimeOffset attempted)
    {
        var now = _time.GetUtcNow();
        return (attempted < now ? attempted : now) - ClockSkew;
    }

    private static async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        try
        {
            using var held = AnswerMemory.Hold();
            return await call();
        }
        catch (Exception exception)
        {
            throw EmitException.From(exception);
        }
    }
}
